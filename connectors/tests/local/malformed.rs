//! A thousand malformed import lines, the same in every run.

/// Kinds of faults in [`lines`].
const KINDS: usize = 10;

/// `count` lines, every one of which must be refused without harm to its neighbours. They hold no
/// line feeds; some are not UTF-8.
pub(crate) fn lines(count: usize) -> Vec<Vec<u8>> {
    (0..count).map(|n| line(n % KINDS, n)).collect()
}

fn line(kind: usize, n: usize) -> Vec<u8> {
    let good = format!(r#"{{"id":"m{n}","text":"<b onclick=x()>text {n}</b> señal","rating":4}}"#);
    let wrong = ["[1]", "{}", "true", "{\"a\":[]}", "-1.5e3", "[[[]]]"][n / KINDS % 6];
    let field = ["url", "lang", "channel", "country", "title", "text"][n / KINDS % 6];
    match kind {
        // Cut off at any byte, perhaps inside a character.
        0 => good.as_bytes()[..1 + n % (good.len() - 1)].to_vec(),
        1 => format!(r#"{{"id":"m{n}","text":"a","{field}2":1,"{field}2":2}}"#).into_bytes(),
        2 => format!(r#"{{"id":{wrong},"text":{wrong},"created_at":{wrong}}}"#).into_bytes(),
        3 => format!("{{\"id\":\"m{n}\",\"text\":\"control \u{1} {n}\"}}").into_bytes(),
        4 => {
            let depth = 200 + n;
            format!(
                r#"{{"id":"m{n}","text":"a","extra":{}{}}}"#,
                "[".repeat(depth),
                "]".repeat(depth)
            )
            .into_bytes()
        }
        5 => format!(r#"{{"id":"m{n}","text":"lone \ud8{:02x} surrogate"}}"#, n % 256).into_bytes(),
        6 => {
            let mut bytes = good.into_bytes();
            let index = 15 + n % 10;
            bytes[index] = [0xff, 0xc0, 0xed, 0x80][n / KINDS % 4];
            bytes
        }
        7 => format!(r#"{{"id":"  ","text":"<script>alert({n})</script>"}}"#).into_bytes(),
        8 => format!(r#"{{"id":"m{n}","text":" ","title":"","rating":"{}"}}"#, "9".repeat(n))
            .into_bytes(),
        _ => format!("{}{}", "<svg onload=alert(1)>".repeat(n), good).into_bytes(),
    }
}

#[test]
fn the_corpus_is_the_same_each_time() {
    assert_eq!(lines(1_000), lines(1_000));
    assert!(lines(1_000).iter().all(|line| !line.contains(&b'\n')));
}
