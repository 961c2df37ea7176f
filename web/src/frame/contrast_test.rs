//! The design tokens keep WCAG 2.2 AA contrast in both schemes.

use std::collections::BTreeMap;

/// Text and its ground: 4.5 to 1 (success criterion 1.4.3).
const TEXT: &[(&str, &[&str])] = &[
    ("ink", &["paper", "ground", "raised", "soft", "accent-soft", "note", "neg-soft", "mark"]),
    ("ink-2", &["paper", "ground", "raised", "soft", "accent-soft", "note", "line"]),
    ("accent", &["paper", "ground", "raised", "soft", "accent-soft", "note", "neg-soft"]),
    ("accent-ink", &["accent"]),
    ("neg", &["paper", "ground", "raised", "soft", "neg-soft", "accent-soft"]),
    ("neu", &["paper", "ground", "soft", "accent-soft"]),
    ("pos", &["paper", "ground", "soft", "pos-soft", "accent-soft"]),
    ("warn", &["paper", "ground", "soft", "note", "accent-soft"]),
];
/// Borders of fields, focus rings, bars and traces: 3 to 1 (success criterion 1.4.11).
const SHAPES: &[(&str, &[&str])] = &[
    ("edge", &["paper", "ground", "raised"]),
    ("accent", &["paper", "band"]),
    ("neg-fill", &["paper"]),
    ("neu-fill", &["paper"]),
    ("pos-fill", &["paper"]),
];

/// Name, light and dark colour of every token.
fn tokens() -> BTreeMap<&'static str, [[f64; 3]; 2]> {
    let css = include_str!("../../assets/tokens.css");
    let colours = css.lines().filter_map(|line| {
        let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
        let (light, dark) = value.trim_end_matches(");").split_once(", ")?;
        Some((name, [channels(light)?, channels(dark)?]))
    });
    colours.collect()
}

fn channels(hex: &str) -> Option<[f64; 3]> {
    let number = u32::from_str_radix(hex.strip_prefix('#')?, 16).ok()?;
    Some([16, 8, 0].map(|shift| f64::from((number >> shift) & 0xff) / 255.0))
}

/// Relative luminance as WCAG 2.2 defines it.
fn luminance(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|channel| {
        if channel <= 0.04045 { channel / 12.92 } else { ((channel + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn colours_can_be_told_apart() {
    let tokens = tokens();
    let mut weak = Vec::new();
    for (pairs, least) in [(TEXT, 4.5), (SHAPES, 3.0)] {
        for (front, grounds) in pairs {
            for ground in *grounds {
                for (scheme, name) in ["light", "dark"].into_iter().enumerate() {
                    let found = contrast(tokens[front][scheme], tokens[ground][scheme]);
                    if found < least {
                        weak.push(format!("{front} on {ground}, {name}: {found:.2} < {least}"));
                    }
                }
            }
        }
    }
    assert!(weak.is_empty(), "{weak:#?}");
    assert!((contrast([0.0; 3], [1.0; 3]) - 21.0).abs() < 1e-9);
}
