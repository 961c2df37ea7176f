//! DOS code page 850, which old tills and databases in Western Europe still write. No browser reads
//! it, and so no table of the web has it.

/// The letters of the bytes from 0x80:
/// <https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/CP850.TXT>.
const LETTERS: &str = "\
    ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ\
    áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀\
    ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

/// `bytes` as text.
pub(crate) fn decode(bytes: &[u8]) -> String {
    let letters: Vec<char> = LETTERS.chars().collect();
    let letter = |byte: u8| letters.get(usize::from(byte & 0x7f)).copied().unwrap_or('\u{fffd}');
    bytes.iter().map(|b| if b.is_ascii() { char::from(*b) } else { letter(*b) }).collect()
}

/// Whether the letters are where DOS kept them: é, í, ó, ú and ñ lie where Windows has marks and
/// signs of currencies, which never stand inside a word, and Macintoshes have signs too.
pub(crate) fn is_dos(bytes: &[u8]) -> bool {
    const DOS: &[u8] = &[0x82, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5];
    let (mut dos, mut other) = (0_usize, 0_usize);
    for word in bytes.windows(3) {
        if word[0].is_ascii_alphabetic() && word[2].is_ascii_alphabetic() {
            let byte = word[1];
            dos += usize::from(DOS.contains(&byte));
            let mac = matches!(byte, 0x87 | 0x8e | 0x92 | 0x96 | 0x97 | 0x9c);
            other += usize::from(mac || byte >= 0xc0);
        }
    }
    dos > other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spanish_of_dos_is_read() {
        let bytes =
            b"Bater\xa1a hinchada, \xa8qu\x82 hago, se\xa4or? \xadNi\xa4o! acci\xa2n \xb5rbol";
        assert!(is_dos(bytes));
        assert_eq!(decode(bytes), "Batería hinchada, ¿qué hago, señor? ¡Niño! acción Árbol");
        assert!(!is_dos(b"Bater\xeda, \xbfqu\xe9? 20 \x80 se\xf1or"));
        assert!(!is_dos(b"Bater\x92a, \xc0qu\x8e? se\x96or"));
    }
}
