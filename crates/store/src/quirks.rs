//! The complete list of what differs between the engines in what they are told. Everything else is one text for both.

/// A query as SQLite must read it: it takes `$1` for a name and numbers places as they appear, but `?1` for the first. Its
/// writer is alone and locks no rows.
pub(crate) fn sqlite_text(text: &str) -> String {
    text.strip_suffix(" for update")
        .unwrap_or(text)
        .replace('$', "?")
}

/// The common schema as SQLite must read it: strict tables know `integer` alone, and what stands in comments that
/// begin with `sqlite` is meant for it.
pub(crate) fn sqlite_schema(text: &str) -> String {
    text.replace("bigint", "integer")
        .replace("/*sqlite", "")
        .replace("*/", "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_and_comments_for_sqlite_are_read() {
        assert_eq!(sqlite_text("a = $2 and b = $1"), "a = ?2 and b = ?1");
        assert_eq!(sqlite_text("a = $1 for update"), "a = ?1");
        let table = "create table t (id bigint) /*sqlite strict */;";
        assert_eq!(
            sqlite_schema(table),
            "create table t (id integer)  strict ;"
        );
    }
}
