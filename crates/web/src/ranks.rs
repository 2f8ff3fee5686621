//! Names in the order in which people look for them: `Table 2` comes before `Table 10`.

/// A piece of a name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Piece {
    /// Digits, by what they count.
    Number(u64),
    /// Anything else, in small letters.
    Text(String),
}

/// The pieces of a name, by which it is put in order. Whoever wants another order gives another name.
pub(crate) fn rank(name: &str) -> Vec<Piece> {
    let is_digit = |letter: char| letter.is_ascii_digit();
    let mut pieces = Vec::new();
    let mut rest = name;
    while let Some(first) = rest.chars().next() {
        let counts = is_digit(first);
        let end = rest.find(|letter| is_digit(letter) != counts);
        let (piece, more) = rest.split_at(end.unwrap_or(rest.len()));
        pieces.push(match counts {
            true => Piece::Number(piece.parse().unwrap_or(u64::MAX)),
            false => Piece::Text(piece.to_lowercase()),
        });
        rest = more;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::rank;

    #[test]
    fn numbers_in_names_are_counted() {
        let mut names = ["T10", "Зал", "T2", "a 7", "T2a", "12", "2", "t1"];
        names.sort_by_key(|name| rank(name));
        assert_eq!(names, ["2", "12", "a 7", "t1", "T2", "T2a", "T10", "Зал"]);
    }
}
