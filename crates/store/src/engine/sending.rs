//! Writes that are sent together: in their order, and as few statements as that order allows.

use super::values::{Sql, V};

/// A write that waits to be sent.
pub(super) type Write = (&'static Sql, Vec<V>);

/// Writes of one text, next to each other.
pub(super) struct Group<'a> {
    pub sql: &'static Sql,
    pub rows: Vec<&'a [V]>,
}

/// What a transaction says at most once of each venue, so that it may say it of all of them at once.
const ONCE: [&str; 2] = ["SAVE_VENUE", "ANNOUNCE"];

/// Gathers writes of one text into groups. New rows of different tables may change places, as long as each table comes
/// after those that came before it; what changes or deletes stays where it stands between what was before it and after.
pub(super) fn gathered(writes: &[Write]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut since = 0;
    for (sql, values) in writes {
        let new = makes_new(sql) || ONCE.contains(&sql.name);
        let known = groups[since..]
            .iter_mut()
            .find(|group| group.sql.name == sql.name);
        match known {
            Some(group) if new => group.rows.push(values),
            _ => {
                groups.push(Group {
                    sql,
                    rows: vec![values],
                });
            }
        }
        if !new {
            since = groups.len();
        }
    }
    groups
}

/// Whether a write makes a row and can find none in its place.
fn makes_new(sql: &Sql) -> bool {
    sql.text.starts_with("insert into") && !sql.text.contains("on conflict")
}

#[cfg(test)]
mod tests {
    use super::*;

    static BOOKING: Sql = Sql::new("BOOKING", "insert into booking (id) values ($1)");
    static CLAIM: Sql = Sql::new("CLAIM", "insert into claim (id) values ($1)");
    static SAVE: Sql = Sql::new("SAVE_VENUE", "update venue set revision = $1");
    static FREE: Sql = Sql::new("FREE", "delete from claim where id = $1");

    fn shape(writes: &[(&'static Sql, i64)]) -> Vec<(&'static str, usize)> {
        let writes: Vec<Write> = writes
            .iter()
            .map(|(sql, value)| (*sql, vec![V::from(*value)]))
            .collect();
        let groups = gathered(&writes);
        let shape = groups
            .iter()
            .map(|group| (group.sql.name, group.rows.len()));
        shape.collect()
    }

    #[test]
    fn rows_of_one_table_go_together_and_tables_keep_their_order() {
        let writes = [(&BOOKING, 1), (&CLAIM, 1), (&BOOKING, 2), (&CLAIM, 2)];
        assert_eq!(shape(&writes), [("BOOKING", 2), ("CLAIM", 2)]);
    }

    #[test]
    fn what_is_said_once_of_each_venue_is_said_of_all_at_once() {
        let writes = [(&CLAIM, 1), (&SAVE, 1), (&SAVE, 2), (&CLAIM, 2)];
        assert_eq!(shape(&writes), [("CLAIM", 2), ("SAVE_VENUE", 2)]);
    }

    #[test]
    fn what_is_freed_is_free_before_another_takes_it() {
        let writes = [
            (&CLAIM, 1),
            (&BOOKING, 1),
            (&FREE, 1),
            (&CLAIM, 2),
            (&CLAIM, 3),
            (&FREE, 2),
        ];
        let expected = [
            ("CLAIM", 1),
            ("BOOKING", 1),
            ("FREE", 1),
            ("CLAIM", 2),
            ("FREE", 1),
        ];
        assert_eq!(shape(&writes), expected);
    }
}
