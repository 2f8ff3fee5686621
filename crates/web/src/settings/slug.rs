//! A name in addresses that is proposed for a venue: what people call it, in the letters that addresses have.

use bronya_gate::texts;

/// How long a proposal is at most.
const MOST: usize = 40;

/// How Russian letters are written in Latin ones.
const LETTERS: [(char, &str); 33] = [
    ('а', "a"),
    ('б', "b"),
    ('в', "v"),
    ('г', "g"),
    ('д', "d"),
    ('е', "e"),
    ('ё', "e"),
    ('ж', "zh"),
    ('з', "z"),
    ('и', "i"),
    ('й', "y"),
    ('к', "k"),
    ('л', "l"),
    ('м', "m"),
    ('н', "n"),
    ('о', "o"),
    ('п', "p"),
    ('р', "r"),
    ('с', "s"),
    ('т', "t"),
    ('у', "u"),
    ('ф', "f"),
    ('х', "kh"),
    ('ц', "ts"),
    ('ч', "ch"),
    ('ш', "sh"),
    ('щ', "sch"),
    ('ъ', ""),
    ('ы', "y"),
    ('ь', ""),
    ('э', "e"),
    ('ю', "yu"),
    ('я', "ya"),
];

/// The proposal; nothing where the name has no letter that could stand in it.
pub(super) fn proposed(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.to_lowercase().chars() {
        let known = LETTERS.iter().find(|(known, _)| *known == letter);
        match known {
            Some((_, latin)) => slug.push_str(latin),
            None if letter.is_ascii_alphanumeric() => slug.push(letter),
            None if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            None => {}
        }
    }
    // Every letter of it is one byte long.
    slug.truncate(MOST);
    let slug = slug.trim_end_matches('-').to_owned();
    match texts::slug(&slug, &()) {
        Ok(()) => slug,
        Err(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::proposed;

    #[test]
    fn a_name_becomes_an_address() {
        assert_eq!(proposed("Трактир «Броня»"), "traktir-bronya");
        assert_eq!(proposed("The Fish & Chip Shop"), "the-fish-chip-shop");
        assert_eq!(proposed("Щука № 7"), "schuka-7");
        assert_eq!(proposed("寿司"), "");
        assert_eq!(proposed("Admin"), "");
        assert_eq!(proposed(&"long ".repeat(40)).len(), 39);
    }
}
