//! Phone numbers as people write them.

use bronya_gate::texts::{phone, phone_in};
use proptest::prelude::*;

#[test]
fn a_number_is_read_in_the_habit_of_the_region() {
    for (text, region, expected) in [
        ("8 (912) 345-67-89", Some("RU"), "+79123456789"),
        ("8(912)3456789", Some("RU"), "+79123456789"),
        ("89123456789", Some("RU"), "+79123456789"),
        ("9123456789", Some("RU"), "+79123456789"),
        ("79123456789", Some("RU"), "+79123456789"),
        ("+7 912 345 67 89", Some("RU"), "+79123456789"),
        ("+7 912 345 67 89", None, "+79123456789"),
        (
            "+7\u{a0}912\u{a0}345\u{2011}67\u{2013}89",
            None,
            "+79123456789",
        ),
        (" +7-912-345-67-89 ", Some("DE"), "+79123456789"),
        ("8 (495) 123-45-67", Some("RU"), "+74951234567"),
        ("030 901820", Some("DE"), "+4930901820"),
        ("030/901820", Some("DE"), "+4930901820"),
        ("0049 30 901820", Some("DE"), "+4930901820"),
        ("(202) 456-1111", Some("US"), "+12024561111"),
        ("202.456.1111", Some("US"), "+12024561111"),
        ("020 7946 0018", Some("GB"), "+442079460018"),
        ("8 701 234 56 78", Some("KZ"), "+77012345678"),
        ("8 029 123-45-67", Some("BY"), "+375291234567"),
    ] {
        let read = phone_in(text, region);
        assert_eq!(read.as_deref(), Some(expected), "{text:?} in {region:?}");
        assert_eq!(
            phone_in(expected, region).as_deref(),
            Some(expected),
            "it stays what it is"
        );
    }
}

#[test]
fn what_cannot_be_called_is_none() {
    for (text, region) in [
        ("", Some("RU")),
        ("   ", Some("RU")),
        ("+", None),
        ("8", Some("RU")),
        ("123", Some("RU")),
        ("8 (912) 345-67-8", Some("RU")),
        ("8 (912) 345-67-890", Some("RU")),
        ("+7 912 345 67 8", None),
        ("+7 000 000 00 00", None),
        ("+999 123456789", None),
        ("8 (912) 345-67-89", None),
        ("8 (912) 345-67-89", Some("XX")),
        ("8 (912) 345-67-89", Some("")),
        ("8 (912) 345-67-89", Some("Россия")),
        ("8 912 345 67 89 доб. 12", Some("RU")),
        ("8 912 345 67 89 ext. 12", Some("RU")),
        ("1-800-FLOWERS", Some("US")),
        ("tel:+79123456789", Some("RU")),
        ("+79123456789\r\nBcc: a@b.ru", Some("RU")),
        ("+79123456789;drop table", Some("RU")),
        ("++79123456789", None),
        ("+٧٩١٢٣٤٥٦٧٨٩", None),
        ("                                        +79123456789", None),
    ] {
        assert_eq!(phone_in(text, region), None, "{text:?} in {region:?}");
    }
    assert_eq!(phone_in(&"9".repeat(10_000_000), Some("RU")), None);
}

/// A text of at most 40 characters is looked at, one of 41 is not.
#[test]
fn the_length_is_looked_at_first() {
    let padded = |length: usize| format!("{:length$}", "+79123456789");
    assert!(phone_in(&padded(40), None).is_some());
    assert!(phone_in(&padded(41), None).is_none());
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_000) })]

    #[test]
    fn junk_never_panics_and_never_becomes_a_wrong_number(
        text in prop_oneof![".{0,45}", "[-+() ./0-9]{0,41}", "\\+?[0-9(]{1,18}[;a-z=#*x]{0,6}[0-9]{0,8}"],
        region in prop::option::of(prop_oneof!["[A-Z]{2}", "RU|US|DE|GB|IT|AR|BR|MX|CN|KZ|AC|001", ".{0,4}"]),
    ) {
        if let Some(read) = phone_in(&text, region.as_deref()) {
            prop_assert!(phone(&read, &()).is_ok(), "{} from {:?}", read, text);
            let again = phone_in(&read, None);
            prop_assert_eq!(again.as_deref(), Some(read.as_str()), "from {:?}", text);
        }
    }
}
