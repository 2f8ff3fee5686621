//! Where somebody wanted to go before he was asked who he is: a place of this site and of no other.

/// The longest place that is remembered.
const MOST: usize = 2000;

/// The place, if it is one of ours.
pub(super) fn ours(place: &str) -> Option<&str> {
    let plain = |byte: u8| byte.is_ascii_graphic() && byte != b'\\';
    let is_ours = place.starts_with('/')
        && !place.starts_with("//")
        && place.len() <= MOST
        && place.bytes().all(plain);
    is_ours.then_some(place)
}

#[cfg(test)]
mod tests {
    use super::ours;

    #[test]
    fn no_place_of_another_site_is_gone_to() {
        for place in ["/", "/staff/demo?date=2026-11-21", "/a//b"] {
            assert_eq!(ours(place), Some(place));
        }
        for place in [
            "",
            "staff",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/ /x",
            "/я",
        ] {
            assert_eq!(ours(place), None, "{place}");
        }
    }
}
