//! One text of SQL said for many rows of values at once, as PostgreSQL can: each place becomes a column of a list of
//! rows. A statement for each row costs more than the row.

use tokio_postgres::types::Type;

/// The text for many rows. An insert inserts them in their order; a query answers with the number of the row, counted
/// from 1, before each line, and locks what it locks in their order. An update is meant for rows of which each is about
/// another one. None where a text does more than that, or where a place is of a type that has no list here.
pub(super) fn text(one: &str, types: &[Type]) -> Option<String> {
    let lists = types.iter().map(list).collect::<Option<Vec<_>>>()?;
    if lists.is_empty() {
        return None;
    }
    let lists: Vec<String> = lists
        .iter()
        .zip(1..)
        .map(|(list, place)| format!("${place}::{list}"))
        .collect();
    let columns: Vec<String> = (1..=types.len()).map(|place| format!("a{place}")).collect();
    let (lists, columns) = (lists.join(", "), columns.join(", "));
    let one = one.trim();
    if one.starts_with("insert into") {
        let (into, values) = one.split_once("values")?;
        let values = values.trim().strip_prefix('(')?.strip_suffix(')')?;
        if values.contains("on conflict") {
            return None;
        }
        let values = named(values);
        return Some(format!(
            "{into}select {values} from unnest({lists}) as many({columns})"
        ));
    }
    if one.starts_with("update") {
        let (set, condition) = one.split_once(" where ")?;
        let (set, condition) = (named(set), named(condition));
        return Some(format!(
            "{set} from unnest({lists}) as many({columns}) where {condition}"
        ));
    }
    one.starts_with("select").then(|| {
        let one = named(one);
        format!(
            "select many.nth, found.* from unnest({lists}) with ordinality as many({columns}, nth)
            cross join lateral ({one}) as found"
        )
    })
}

/// The list type of a place's type.
fn list(one: &Type) -> Option<&'static str> {
    match *one {
        Type::INT8 => Some("bigint[]"),
        Type::INT4 => Some("integer[]"),
        Type::TEXT | Type::VARCHAR => Some("text[]"),
        _ => None,
    }
}

/// The text with the columns of the list in the place of the places.
fn named(text: &str) -> String {
    text.replace('$', "many.a")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_insert_takes_its_values_from_lists() {
        let types = [Type::INT8, Type::TEXT];
        assert_eq!(
            text("insert into t (a, b, c) values ($1, 0, $2)", &types).as_deref(),
            Some(
                "insert into t (a, b, c) select many.a1, 0, many.a2 from unnest($1::bigint[], $2::text[]) as many(a1, a2)"
            )
        );
    }

    #[test]
    fn an_update_takes_its_values_from_lists() {
        let types = [Type::INT8, Type::TEXT];
        assert_eq!(
            text("update t set a = $2 where id = $1", &types).as_deref(),
            Some(
                "update t set a = many.a2 from unnest($1::bigint[], $2::text[]) as many(a1, a2) where id = many.a1"
            )
        );
    }

    #[test]
    fn what_may_find_a_row_there_is_said_one_by_one() {
        let types = [Type::INT8];
        let upsert = "insert into t (a) values ($1) on conflict (a) do nothing";
        assert_eq!(text(upsert, &types), None);
        assert_eq!(text("delete from t where a = $1", &types), None);
        assert_eq!(text("select a from t", &[]), None);
    }
}
