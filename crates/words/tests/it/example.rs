//! Letters as they would look: every one of them, at any venue, in either language.

use std::collections::HashSet;

use bronya_domain::catalog::Language;
use bronya_domain::sample::Sample;
use bronya_words::example::Example;

use crate::house::House;

const PAGE: &str = "https://book.example/zarya";

fn example(house: &House, sample: Sample, language: Language) -> bronya_words::Letter {
    let example = Example {
        sample,
        language,
        venue: &house.venue,
        resource: Some("Стол у окна"),
        page: PAGE,
        email: "owner@example.org",
        number: 4,
        post: house.post(),
    };
    example.letter().expect("a letter")
}

#[test]
fn every_letter_can_be_looked_at_in_both_languages() {
    let house = House::new();
    let mut subjects = HashSet::new();
    for sample in Sample::all() {
        for (language, tag, guest) in [
            (Language::Ru, "<html lang=\"ru\">", "Анна Смирнова"),
            (Language::En, "<html lang=\"en\">", "Anna Smith"),
        ] {
            let letter = example(&house, sample, language);
            assert!(letter.html.contains(tag), "{}", letter.html);
            assert!(letter.text.contains(PAGE), "{}", letter.text);
            if let Sample::OfBooking(_) = sample {
                assert!(letter.text.contains(guest), "{}", letter.text);
                assert!(letter.text.contains("Стол у окна"), "{}", letter.text);
                assert!(letter.text.contains("19:30"), "{}", letter.text);
            }
            assert!(subjects.insert((sample.name(), letter.subject.as_str().to_owned())));
        }
    }
}

#[test]
fn it_leads_nowhere_but_to_the_page_of_all_guests_and_touches_no_calendar() {
    let house = House::english();
    for sample in Sample::all() {
        let letter = example(&house, sample, Language::En);
        let links = letter.html.matches("href=\"").count();
        assert_eq!(links, letter.html.matches(PAGE).count(), "{}", letter.html);
        assert_eq!(letter.calendar, None);
        assert_eq!(letter.thread_id, None);
        assert_eq!(letter.message_id, "<example-7-4@bronya.example>");
    }
}
