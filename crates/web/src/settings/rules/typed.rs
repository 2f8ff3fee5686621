//! The form of one rule: what is to be filled in, and how it is read.

use bronya_domain::policy::{Bound, Policy, Rules, Stay, TurnTime, UNBOUNDED};

use super::value::{Choice, Form, Rule, stay_word};
use crate::fields::Field;
use crate::settings::form::blame;
use crate::settings::sent::Sent;
use crate::tongue::Tongue;

/// No stay, buffer or notice is longer than a year.
const MINUTES_MOST: u32 = 366 * 24 * 60;
/// No horizon is wider than twenty years.
const DAYS_MOST: u32 = 20 * 366;
/// What a stay is written as.
const STAYS: [&str; 3] = ["by_party", "chosen", "until_released"];
/// The units in which a length is typed, the largest first, and how many minutes each is.
const UNITS: [(&str, u32); 3] = [("days", 24 * 60), ("hours", 60), ("minutes", 1)];

/// What the form of a rule sends.
pub(super) const FIELDS: [&str; 8] = [
    "rule", "value", "count", "unit", "turns", "least", "most", "inherit",
];

/// The fields of a rule, filled in with what holds.
pub(super) fn fields(tongue: Tongue, rule: Rule, rules: &Rules) -> Vec<Field> {
    let mut fields = match rule.form() {
        Form::Choice(choice) => vec![choose(tongue, rule, &choice, rules)],
        Form::Bound {
            days: true, get, ..
        } => {
            vec![count(
                tongue,
                get(rules).get(),
                false,
                "settings-count-days",
            )]
        }
        Form::Bound { get, .. } => length(tongue, get(rules).get(), false),
        Form::Minutes { get, .. } => length(tongue, Some(get(rules)), true),
        Form::Stay => stay(tongue, &rules.stay),
    };
    if let Some(first) = fields.first_mut() {
        first.focus = true;
    }
    fields
}

fn choose(tongue: Tongue, rule: Rule, choice: &Choice, rules: &Rules) -> Field {
    let words = rule.words();
    let option = |word: &&str| {
        let part = word.replace('_', "-");
        ((*word).to_owned(), tongue.word(&format!("{words}.{part}")))
    };
    let options = choice.words.iter().map(option).collect();
    let at = (choice.get)(rules).unwrap_or_default();
    let label = tongue.word("settings-value");
    Field::choice("value", label, options, choice.words[at].to_owned())
}

fn count(tongue: Tongue, number: Option<u32>, required: bool, label: &str) -> Field {
    let value = number.map(|number| number.to_string());
    Field {
        value: value.unwrap_or_default(),
        required,
        range: Some(("0".to_owned(), MINUTES_MOST.to_string())),
        hint: (!required).then(|| tongue.word("settings-count-hint")),
        ..Field::new("count", "number", tongue.word(label))
    }
}

/// A length of time: a number and its unit, the largest that it fills.
fn length(tongue: Tongue, minutes: Option<u32>, required: bool) -> Vec<Field> {
    let filled = |minutes: u32| {
        let mut units = UNITS.into_iter();
        let whole = units.find(|(_, unit)| minutes > 0 && minutes.is_multiple_of(*unit));
        let (name, unit) = whole.unwrap_or(("minutes", 1));
        (minutes / unit, name)
    };
    let (number, unit) = match minutes.map(filled) {
        Some((number, unit)) => (Some(number), unit),
        None => (None, "minutes"),
    };
    let option = |(name, _): (&str, u32)| {
        (
            name.to_owned(),
            tongue.word(&format!("settings-unit-{name}")),
        )
    };
    let mut units: Vec<_> = UNITS.map(option).into();
    units.reverse();
    vec![
        count(tongue, number, required, "settings-count"),
        Field::choice("unit", tongue.word("settings-unit"), units, unit.to_owned()),
    ]
}

fn stay(tongue: Tongue, stay: &Stay) -> Vec<Field> {
    let options = STAYS.map(|word| {
        let words = format!("settings-stay-{}", word.replace('_', "-"));
        (word.to_owned(), tongue.word(&words))
    });
    let (mut turns, mut least, mut most) = (String::new(), String::new(), String::new());
    match stay {
        Stay::ByParty(rows) => {
            let rows = rows
                .iter()
                .map(|row| format!("{}: {}", row.up_to, row.minutes));
            turns = rows.collect::<Vec<_>>().join("\n");
        }
        Stay::Chosen {
            least_minutes,
            most_minutes,
        } => (least, most) = (least_minutes.to_string(), most_minutes.to_string()),
        Stay::UntilReleased => {}
    }
    let number = |name, value, label: &str| Field {
        value,
        required: false,
        range: Some(("1".to_owned(), MINUTES_MOST.to_string())),
        ..Field::new(name, "number", tongue.word(label))
    };
    vec![
        Field::choice(
            "value",
            tongue.word("settings-value"),
            options.into(),
            stay_word(stay).to_owned(),
        ),
        Field {
            value: turns,
            required: false,
            hint: Some(tongue.word("settings-turns-hint")),
            ..Field::new("turns", "area", tongue.word("settings-turns"))
        },
        number("least", least, "settings-least"),
        number("most", most, "settings-most"),
    ]
}

/// Puts what was sent into what a circle says itself; says at the fields what will not do.
pub(super) fn read(
    tongue: Tongue,
    rule: Rule,
    sent: &Sent,
    policy: &mut Policy,
    fields: &mut [Field],
) {
    let mut wrong = |field: &str, words: &str| blame(fields, field, tongue.word(words));
    match rule.form() {
        Form::Choice(choice) => {
            let at = choice
                .words
                .iter()
                .position(|word| *word == sent.text("value"));
            if at.is_none() {
                wrong("value", "settings-bad-choice");
            }
            (choice.put)(policy, at);
        }
        Form::Bound { days, put, .. } => {
            let most = if days { DAYS_MOST } else { MINUTES_MOST };
            let unit = if days { Some(1) } else { unit(sent) };
            let bound = match sent.text("count") {
                "" => Some(UNBOUNDED),
                text => number(text, unit, most).map(Bound::Of),
            };
            if bound.is_none() {
                wrong("count", "settings-bad-count");
            }
            put(policy, bound);
        }
        Form::Minutes { put, .. } => {
            let minutes = number(sent.text("count"), unit(sent), MINUTES_MOST);
            if minutes.is_none() {
                wrong("count", "settings-bad-count");
            }
            put(policy, minutes);
        }
        Form::Stay => match read_stay(sent) {
            Ok(stay) => policy.stay = Some(stay),
            Err((field, words)) => wrong(field, words),
        },
    }
    // Every value that the rule itself bounds more narrowly says so by its name.
    if let Err(bad) = policy.check()
        && bad.rule == rule.name()
    {
        match rule {
            Rule::Stay => wrong("value", "settings-bad-stay"),
            Rule::Grid => wrong("count", "settings-bad-grid"),
            Rule::Hold => wrong("count", "settings-bad-hold"),
            _ => wrong("count", "settings-bad-count"),
        }
    }
}

/// How many minutes the unit has in which a length was typed.
fn unit(sent: &Sent) -> Option<u32> {
    let named = UNITS
        .into_iter()
        .find(|(name, _)| *name == sent.text("unit"));
    named.map(|(_, minutes)| minutes)
}

fn number(text: &str, unit: Option<u32>, most: u32) -> Option<u32> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let number: u32 = text.parse().ok().filter(|_| plain)?;
    let number = number.checked_mul(unit?)?;
    (number <= most).then_some(number)
}

fn read_stay(sent: &Sent) -> Result<Stay, (&'static str, &'static str)> {
    let stay = typed_stay(sent)?;
    let (field, words) = match &stay {
        Stay::ByParty(_) => ("turns", "settings-bad-stay"),
        Stay::Chosen { .. } => ("least", "settings-bad-count"),
        Stay::UntilReleased => ("value", "settings-bad-choice"),
    };
    let policy = Policy {
        stay: Some(stay.clone()),
        ..Policy::default()
    };
    // Asked here already, for only the form knows which of its fields the rule was typed into.
    policy.check().map(|()| stay).map_err(|_| (field, words))
}

fn typed_stay(sent: &Sent) -> Result<Stay, (&'static str, &'static str)> {
    match sent.text("value") {
        "by_party" => {
            let lines = sent
                .text("turns")
                .lines()
                .filter(|line| !line.trim().is_empty());
            let rows: Option<Vec<TurnTime>> = lines.map(turn).collect();
            let rows = rows.filter(|rows| !rows.is_empty());
            rows.map(Stay::ByParty)
                .ok_or(("turns", "settings-bad-turns"))
        }
        "chosen" => {
            let minutes = |name| number(sent.text(name), Some(1), MINUTES_MOST);
            let least = minutes("least").ok_or(("least", "settings-bad-count"))?;
            let most = minutes("most").ok_or(("most", "settings-bad-count"))?;
            if least > most {
                return Err(("most", "settings-bad-most"));
            }
            Ok(Stay::Chosen {
                least_minutes: least,
                most_minutes: most,
            })
        }
        "until_released" => Ok(Stay::UntilReleased),
        _ => Err(("value", "settings-bad-choice")),
    }
}

/// How long parties up to a size stay: `4: 120`.
fn turn(line: &str) -> Option<TurnTime> {
    let (party, minutes) = line.split_once([':', ';', '='])?;
    Some(TurnTime {
        up_to: number(party.trim(), Some(1), 10_000)?,
        minutes: number(minutes.trim(), Some(1), MINUTES_MOST)?,
    })
}
