//! Putting texts together and taking them apart. The standard library's `concat`, `split_once` and
//! formatting serve more cases, and are ten times the size. Pure.

/// The texts in one.
pub(crate) fn join(texts: &[&str]) -> String {
    let mut joined = String::new();
    texts.iter().for_each(|text| joined.push_str(text));
    joined
}

/// The number in decimal digits.
pub(crate) fn decimal(number: u32) -> String {
    let mut digits = if number < 10 { String::new() } else { decimal(number / 10) };
    digits.push(char::from(b'0'.wrapping_add((number % 10) as u8)));
    digits
}

/// The text before the first byte of that kind, which must be an ASCII one, and the rest from it on.
pub(crate) fn split_before(text: &str, is_end: impl FnMut(u8) -> bool) -> (&str, &str) {
    let end = text.bytes().position(is_end).unwrap_or(text.len());
    (text.get(..end).unwrap_or_default(), text.get(end..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_decimal() {
        for number in [0, 7, 10, 429, u32::MAX] {
            assert_eq!(decimal(number), number.to_string());
        }
    }

    #[test]
    fn a_text_is_split_before_a_byte_or_at_its_end() {
        assert_eq!(split_before("a.b.c", |byte| byte == b'.'), ("a", ".b.c"));
        assert_eq!(split_before("ä", |byte| byte == b'.'), ("ä", ""));
        assert_eq!(split_before("", |_| true), ("", ""));
    }
}
