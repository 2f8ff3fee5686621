//! Rules as sentences.

use bronya_domain::policy::{Rules, Stay, TurnTime};

use super::value::{Form, Rule, stay_word};
use crate::tongue::{Blanks, Tongue};

const HOUR: u32 = 60;
const DAY: u32 = 24 * HOUR;
/// From this size on a party is just a large one.
const EVERYBODY: u32 = 1000;

/// What a rule says, as one sentence.
pub(crate) fn sentence(tongue: Tongue, rule: Rule, rules: &Rules) -> String {
    let words = rule.words();
    let part = |part: &str| tongue.word(&format!("{words}.{part}"));
    let filled = |part: &str, length: String| {
        let blanks = Blanks::default().with("length", length);
        tongue.say(&format!("{words}.{part}"), &blanks)
    };
    match rule.form() {
        Form::Choice(choice) => {
            let at = (choice.get)(rules).unwrap_or_default();
            part(&choice.words[at].replace('_', "-"))
        }
        Form::Bound { days, get, .. } => match get(rules).get() {
            None => part("none"),
            Some(0) => part("zero"),
            Some(number) if days => filled("some", self::days(tongue, number)),
            Some(number) => filled("some", length(tongue, number)),
        },
        Form::Minutes { get, .. } => match get(rules) {
            0 => part("zero"),
            number => filled("some", length(tongue, number)),
        },
        Form::Stay => stay(tongue, &rules.stay),
    }
}

fn stay(tongue: Tongue, stay: &Stay) -> String {
    let part = format!("rule-stay.{}", stay_word(stay).replace('_', "-"));
    match stay {
        Stay::ByParty(rows) => {
            let row = |row: &TurnTime| {
                // Whom the last row is about has no bound but that of the venue itself.
                if row.up_to >= EVERYBODY && rows.len() > 1 {
                    let blanks = Blanks::default().with("length", length(tongue, row.minutes));
                    return tongue.say("rule-stay.rest", &blanks);
                }
                let blanks = Blanks::default()
                    .with("party", row.up_to)
                    .with("length", length(tongue, row.minutes));
                tongue.say("rule-stay.row", &blanks)
            };
            let rows: Vec<String> = rows.iter().map(row).collect();
            tongue.say(&part, &Blanks::default().with("rows", rows.join(", ")))
        }
        Stay::Chosen {
            least_minutes,
            most_minutes,
        } => {
            let blanks = Blanks::default()
                .with("least", length(tongue, *least_minutes))
                .with("most", length(tongue, *most_minutes));
            tongue.say(&part, &blanks)
        }
        Stay::UntilReleased => tongue.word(&part),
    }
}

/// So many minutes, in the largest units that they fill.
pub(super) fn length(tongue: Tongue, minutes: u32) -> String {
    let parts = [
        (minutes / DAY, "length-days"),
        (minutes % DAY / HOUR, "length-hours"),
        (minutes % HOUR, "length-minutes"),
    ];
    let parts = parts.into_iter().filter(|(number, _)| *number > 0);
    let said =
        parts.map(|(number, words)| tongue.say(words, &Blanks::default().with("number", number)));
    let said: Vec<String> = said.collect();
    match said.is_empty() {
        true => tongue.say("length-minutes", &Blanks::default().with("number", 0)),
        false => said.join(" "),
    }
}

fn days(tongue: Tongue, number: u32) -> String {
    tongue.say("length-days", &Blanks::default().with("number", number))
}
