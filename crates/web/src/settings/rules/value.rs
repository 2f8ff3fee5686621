//! Which rules there are, and of which form their values are.

use bronya_domain::policy::{
    Admission, Bound, ContactNeeded, GuestCancel, GuestChoice, PartySize, Policy, Rivals, Rules,
    Stay,
};

/// A rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rule {
    Admission,
    Answer,
    Rivals,
    OneRequest,
    Grid,
    Stay,
    BufferBefore,
    BufferAfter,
    Lead,
    Horizon,
    Hold,
    GuestChoice,
    PartySize,
    Contact,
    CancelUndecided,
    CancelConfirmed,
    CancelDeadline,
    MoveDeadline,
    Reminder,
}

/// The rules that belong together, under the words for what they are about.
pub(super) const GROUPS: [(&str, &[Rule]); 4] = [
    (
        "rules-ordering",
        &[
            Rule::Admission,
            Rule::Answer,
            Rule::Rivals,
            Rule::OneRequest,
        ],
    ),
    (
        "rules-times",
        &[
            Rule::Stay,
            Rule::Grid,
            Rule::BufferBefore,
            Rule::BufferAfter,
            Rule::Lead,
            Rule::Horizon,
            Rule::Hold,
        ],
    ),
    (
        "rules-guests",
        &[
            Rule::GuestChoice,
            Rule::PartySize,
            Rule::Contact,
            Rule::Reminder,
        ],
    ),
    (
        "rules-leaving",
        &[
            Rule::CancelConfirmed,
            Rule::CancelUndecided,
            Rule::CancelDeadline,
            Rule::MoveDeadline,
        ],
    ),
];

/// Of which form the values of a rule are.
pub(super) enum Form {
    /// One of several words.
    Choice(Choice),
    /// So many minutes or days, or no bound.
    Bound {
        days: bool,
        get: fn(&Rules) -> Bound,
        put: fn(&mut Policy, Option<Bound>),
    },
    /// So many minutes.
    Minutes {
        get: fn(&Rules) -> u32,
        put: fn(&mut Policy, Option<u32>),
    },
    /// How long a stay lasts.
    Stay,
}

/// A rule whose value is one of several words.
pub(super) struct Choice {
    pub words: &'static [&'static str],
    pub get: fn(&Rules) -> Option<usize>,
    pub put: fn(&mut Policy, Option<usize>),
}

/// Writes how a rule with a number is read and put.
macro_rules! bound {
    ($name:ident) => {
        bound!($name, false)
    };
    ($name:ident, $days:literal) => {
        Form::Bound {
            days: $days,
            get: |rules| rules.$name,
            put: |policy, value| policy.$name = value,
        }
    };
}

macro_rules! minutes {
    ($name:ident) => {
        Form::Minutes {
            get: |rules| rules.$name,
            put: |policy, value| policy.$name = value,
        }
    };
}

/// Writes the words of a rule and what each of them stands for.
macro_rules! choice {
    ($name:ident: $($word:literal => $value:expr),*) => {
        Form::Choice(Choice {
            words: &[$($word),*],
            get: |rules| [$($value),*].iter().position(|value| *value == rules.$name),
            put: |policy, at| policy.$name = at.and_then(|at| [$($value),*].get(at).copied()),
        })
    };
}

macro_rules! cancel {
    ($name:ident) => {
        choice!($name: "acts" => GuestCancel::Acts, "asks" => GuestCancel::Asks, "refused" => GuestCancel::Refused)
    };
}

impl Rule {
    /// What it is called, in forms and in addresses: its name in the API.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Admission => "admission",
            Self::Answer => "answer_minutes",
            Self::Rivals => "rivals",
            Self::OneRequest => "one_request",
            Self::Grid => "grid_minutes",
            Self::Stay => "stay",
            Self::BufferBefore => "buffer_before_minutes",
            Self::BufferAfter => "buffer_after_minutes",
            Self::Lead => "lead_minutes",
            Self::Horizon => "horizon_days",
            Self::Hold => "hold_minutes",
            Self::GuestChoice => "guest_choice",
            Self::PartySize => "party_size",
            Self::Contact => "contact",
            Self::CancelUndecided => "cancel_undecided",
            Self::CancelConfirmed => "cancel_confirmed",
            Self::CancelDeadline => "cancel_deadline_minutes",
            Self::MoveDeadline => "move_deadline_minutes",
            Self::Reminder => "reminder_minutes",
        }
    }

    /// Under which name its words are kept.
    pub(super) fn words(self) -> String {
        format!("rule-{}", self.name().replace('_', "-"))
    }

    /// The rule of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        let mut all = GROUPS.iter().flat_map(|(_, rules)| rules.iter().copied());
        all.find(|rule| rule.name() == name)
    }

    /// Of which form its values are.
    pub(super) fn form(self) -> Form {
        match self {
            Self::Admission => choice!(admission: "instant" => Admission::Instant,
                "tentative" => Admission::Tentative, "request" => Admission::Request),
            Self::Answer => bound!(answer_minutes),
            Self::Rivals => {
                choice!(rivals: "declined" => Rivals::Declined, "kept" => Rivals::Kept)
            }
            Self::OneRequest => choice!(one_request: "no" => false, "yes" => true),
            Self::Grid => bound!(grid_minutes),
            Self::Stay => Form::Stay,
            Self::BufferBefore => minutes!(buffer_before_minutes),
            Self::BufferAfter => minutes!(buffer_after_minutes),
            Self::Lead => bound!(lead_minutes),
            Self::Horizon => bound!(horizon_days, true),
            Self::Hold => minutes!(hold_minutes),
            Self::GuestChoice => {
                choice!(guest_choice: "any" => GuestChoice::Any, "named" => GuestChoice::Named)
            }
            Self::PartySize => choice!(party_size: "optional" => PartySize::Optional,
                "required" => PartySize::Required),
            Self::Contact => choice!(contact: "email_or_phone" => ContactNeeded::EmailOrPhone,
                "email" => ContactNeeded::Email, "phone" => ContactNeeded::Phone,
                "email_and_phone" => ContactNeeded::EmailAndPhone, "nothing" => ContactNeeded::Nothing),
            Self::CancelUndecided => cancel!(cancel_undecided),
            Self::CancelConfirmed => cancel!(cancel_confirmed),
            Self::CancelDeadline => bound!(cancel_deadline_minutes),
            Self::MoveDeadline => bound!(move_deadline_minutes),
            Self::Reminder => bound!(reminder_minutes),
        }
    }

    /// Whether a circle says it itself.
    pub(super) fn is_own(self, policy: &Policy) -> bool {
        let mut without = policy.clone();
        self.clear(&mut without);
        without != *policy
    }

    /// Leaves it to the next wider circle.
    pub(super) fn clear(self, policy: &mut Policy) {
        match self.form() {
            Form::Choice(choice) => (choice.put)(policy, None),
            Form::Bound { put, .. } => put(policy, None),
            Form::Minutes { put, .. } => put(policy, None),
            Form::Stay => policy.stay = None,
        }
    }
}

/// Which of the three forms a stay has.
pub(super) fn stay_word(stay: &Stay) -> &'static str {
    match stay {
        Stay::ByParty(_) => "by_party",
        Stay::Chosen { .. } => "chosen",
        Stay::UntilReleased => "until_released",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_of_the_domain_stands_on_the_page_once() {
        let rules = GROUPS.iter().flat_map(|(_, rules)| rules.iter());
        let mut names: Vec<&str> = rules.map(|rule| rule.name()).collect();
        names.sort();
        let known = serde_json::to_value(Rules::default()).expect("rules can be written");
        let known = known.as_object().expect("an object").keys();
        let mut known: Vec<&str> = known.map(String::as_str).collect();
        known.sort();
        assert_eq!(names, known);
    }

    #[test]
    fn what_is_put_is_read_and_can_be_cleared() {
        for rule in GROUPS.iter().flat_map(|(_, rules)| rules.iter()) {
            let Form::Choice(choice) = rule.form() else {
                continue;
            };
            for at in 0..choice.words.len() {
                let mut policy = Policy::default();
                (choice.put)(&mut policy, Some(at));
                assert!(rule.is_own(&policy));
                assert_eq!((choice.get)(&Rules::within(&[&policy])), Some(at));
                rule.clear(&mut policy);
                assert_eq!(policy, Policy::default());
            }
        }
    }
}
