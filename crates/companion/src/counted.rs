use std::fmt::Display;

/// A number with the word for one or for many: `1 mail`, `0 mails`, `2 mails`.
pub fn counted<N: Copy + Display + PartialEq + From<u8>>(
    number: N,
    one: &str,
    many: &str,
) -> String {
    let word = if number == N::from(1) { one } else { many };
    format!("{number} {word}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_is_one() {
        let told = [0_u64, 1, 2, 21].map(|number| counted(number, "mail is", "mails are"));
        assert_eq!(
            told,
            ["0 mails are", "1 mail is", "2 mails are", "21 mails are"]
        );
        assert_eq!(counted(1_usize, "waits", "wait"), "1 waits");
    }
}
