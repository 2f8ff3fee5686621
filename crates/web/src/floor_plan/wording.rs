//! What is said while a plan is drawn: what new things are called, and what is wrong with others.

use bronya_domain::floor_plan::Wrong;

use super::draft::Why;
use crate::tongue::{Blanks, Tongue};

/// What new things on a plan are called.
pub(super) struct Names(pub Tongue);

impl Names {
    /// A new room.
    pub(super) fn room(&self, number: usize) -> String {
        let blanks = Blanks::default().with("number", number.to_string());
        self.0.say("plan-room-name", &blanks)
    }

    /// A new label.
    pub(super) fn label(&self) -> String {
        self.0.word("plan-label-text")
    }
}

/// What is wrong, in words.
pub(super) fn words(tongue: Tongue, why: Why) -> String {
    let blanks = Blanks::default();
    let (id, blanks) = match why {
        Why::NoNumber => ("plan-bad-number", blanks),
        Why::Rule(Wrong::TooMany { most }) => {
            ("plan-bad-many", blanks.with("most", most.to_string()))
        }
        Why::Rule(Wrong::Empty) => ("plan-bad-empty", blanks),
        Why::Rule(Wrong::TooLong { most }) => {
            ("plan-bad-long", blanks.with("most", most.to_string()))
        }
        Why::Rule(Wrong::SameName) => ("plan-bad-same-name", blanks),
        Why::Rule(Wrong::Size { least, most }) => {
            let blanks = blanks.with("least", least.to_string());
            ("plan-bad-size", blanks.with("most", most.to_string()))
        }
        Why::Rule(Wrong::Turn) => ("plan-bad-turn", blanks),
        Why::Rule(Wrong::Outside) => ("plan-bad-outside", blanks),
        Why::Rule(Wrong::Twice) => ("plan-bad-twice", blanks),
    };
    tongue.say(id, &blanks)
}
