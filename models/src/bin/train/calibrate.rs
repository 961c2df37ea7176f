//! Fits the temperature on validation data and reports the quality there.

use plaza_models::net::{Net, NetParts, soften};

use crate::sgd::Example;

/// Sets the temperature with the least log loss and prints macro-F1 per group.
pub(crate) fn report_and_fit(parts: &mut NetParts, groups: &[(&str, Vec<Example>)]) {
    let clip = clip_of(&parts.linear);
    let Ok(net) = Net::read("trained", &parts.write(clip)) else { return };
    let mut all = Vec::new();
    let mut sum = 0.0;
    for (name, examples) in groups {
        let mut pairs = Vec::new();
        for example in examples {
            let mut scores = vec![0.0; parts.classes];
            net.scores(&example.input, &mut scores);
            let best =
                (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b])).unwrap_or(0);
            pairs.push((example.label, best));
            all.push((example.label, scores));
        }
        let f1 = macro_f1(&pairs, parts.classes);
        sum += f1;
        print!("{name} {:.1}  ", f1 * 100.0);
    }
    println!("mean {:.2}", sum / groups.len() as f32 * 100.0);
    let loss = |temperature: f32| -> f32 {
        all.iter()
            .map(|(label, scores)| {
                let mut p = scores.clone();
                soften(&mut p, temperature);
                -p[*label].max(1e-9).ln()
            })
            .sum::<f32>()
            / all.len() as f32
    };
    let best =
        (10..400_u16).map(|n| f32::from(n) / 50.0).min_by(|a, b| loss(*a).total_cmp(&loss(*b)));
    parts.temperature = best.unwrap_or(1.0);
    println!("  temperature {:.2}, log loss {:.4}", parts.temperature, loss(parts.temperature));
}

/// The size that only one weight in ten thousand exceeds.
pub(crate) fn clip_of(weights: &[f32]) -> f32 {
    let mut sizes: Vec<f32> = weights.iter().map(|w| w.abs()).filter(|w| *w > 0.0).collect();
    if sizes.is_empty() {
        return 1.0;
    }
    let index = (sizes.len() - 1) - sizes.len() / 10_000;
    *sizes.select_nth_unstable_by(index, f32::total_cmp).1
}

/// Mean over the classes of the harmonic mean of precision and recall.
pub(crate) fn macro_f1(pairs: &[(usize, usize)], classes: usize) -> f32 {
    let sum: f32 = (0..classes)
        .map(|class| {
            let hit = pairs.iter().filter(|(g, p)| *g == class && *p == class).count() as f32;
            let answered = pairs.iter().filter(|(_, p)| *p == class).count() as f32;
            let gold = pairs.iter().filter(|(g, _)| *g == class).count() as f32;
            if answered + gold == 0.0 { 0.0 } else { 2.0 * hit / (answered + gold) }
        })
        .sum();
    sum / classes as f32
}
