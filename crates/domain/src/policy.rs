//! The venue's rules as it writes them: each may be left to the next wider circle, resource → channel →
//! kind → venue → default.
//!
//! [`Policy`] is one circle's wishes, [`Rules`] what holds in the end.

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How an order becomes a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Admission {
    /// It is confirmed at once.
    Instant,
    /// It claims its time, and the staff decide.
    Tentative,
    /// It claims nothing; several may wait for one resource, and confirming one of them claims.
    Request,
}

/// What becomes of the requests that wait for time which another was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rivals {
    /// They are declined.
    Declined,
    /// They wait on, in case the time is released.
    Kept,
}

/// What a guest's cancelling does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GuestCancel {
    /// It cancels.
    Acts,
    /// It asks the staff to cancel.
    Asks,
    /// It is refused.
    Refused,
}

/// What contact a guest must leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ContactNeeded {
    /// None.
    Nothing,
    /// An e-mail address.
    Email,
    /// A phone number.
    Phone,
    /// Either of the two.
    EmailOrPhone,
    /// Both.
    EmailAndPhone,
}

/// Whether an order must say how many people come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartySize {
    /// It must.
    Required,
    /// It may; where it does not, seats are not checked.
    Optional,
}

/// Whether guests choose the resource themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum GuestChoice {
    /// They get any that fits, as tables are given.
    Any,
    /// They choose it by name, as people choose a specialist or a room.
    Named,
}

/// How long a stay lasts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Stay {
    /// The turn time, by party size: the first row whose `up_to` is not smaller than the party, else the last row.
    /// A party that gave no size gets the first row.
    ByParty(Vec<TurnTime>),
    /// The guest chooses, between two bounds.
    Chosen {
        /// The shortest stay, in minutes.
        least_minutes: u32,
        /// The longest stay, in minutes.
        most_minutes: u32,
    },
    /// Until somebody releases it, from a given start or else from confirmation. An order that names an end gets it.
    UntilReleased,
}

/// How long parties up to a size stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TurnTime {
    /// The largest party that this row is about.
    pub up_to: u32,
    /// How long it stays, in minutes.
    pub minutes: u32,
}

/// A number, or expressly no bound at all, which is different from leaving the rule out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Bound {
    /// So many of the unit that the rule's name says.
    Of(u32),
    /// No bound.
    None(Unbounded),
}

/// The word `"none"`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Unbounded {
    /// There is no such bound.
    None,
}

/// No bound.
pub const UNBOUNDED: Bound = Bound::None(Unbounded::None);

/// Writes each rule once: its place in [`Policy`], its place in [`Rules`], and its default.
macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident: $kind:ty = $default:expr;)*) => {
        /// One circle's rules. A rule that is left out comes from the next wider circle.
        #[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct Policy {$(
            $(#[$doc])*
            #[serde(skip_serializing_if = "Option::is_none")]
            pub $name: Option<$kind>,
        )*}

        impl Policy {
            /// These rules, with what is different between two others taken over from the newer one.
            pub fn following(&self, old: &Self, new: &Self) -> Self {
                Self {$(
                    $name: if old.$name == new.$name { self.$name.clone() } else { new.$name.clone() },
                )*}
            }
        }

        /// The rules that hold for a resource, every circle considered.
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
        pub struct Rules {$(
            $(#[$doc])*
            pub $name: $kind,
        )*}

        impl Default for Rules {
            fn default() -> Self {
                Self {$($name: $default,)*}
            }
        }

        impl Rules {
            /// What holds where these circles are drawn around each other, the innermost first.
            pub fn within(circles: &[&Policy]) -> Self {
                let mut rules = Self::default();
                for circle in circles.iter().rev() {
                    $(if let Some(rule) = &circle.$name {
                        rules.$name = rule.clone();
                    })*
                }
                rules
            }
        }
    };
}

rules! {
    /// How an order becomes a booking.
    admission: Admission = Admission::Instant;
    /// How long the staff have to decide, in minutes; then the order expires.
    answer_minutes: Bound = UNBOUNDED;
    /// What becomes of the requests that wait for time which another was given.
    rivals: Rivals = Rivals::Declined;
    /// What a guest's cancelling does before the staff have decided.
    cancel_undecided: GuestCancel = GuestCancel::Acts;
    /// What a guest's cancelling does once the booking is confirmed.
    cancel_confirmed: GuestCancel = GuestCancel::Acts;
    /// Starts are multiples of so many minutes after local midnight.
    grid_minutes: Bound = Bound::Of(15);
    /// How long a stay lasts.
    stay: Stay = Stay::ByParty(vec![TurnTime { up_to: 2, minutes: 90 }, TurnTime { up_to: 1000, minutes: 120 }]);
    /// Time kept free before a stay, in minutes.
    buffer_before_minutes: u32 = 0;
    /// Time kept free after a stay, in minutes.
    buffer_after_minutes: u32 = 0;
    /// How long before its start a booking is made at the latest, in minutes. Without this bound even the past can
    /// be booked; 0 means that a start which equals now is the first that can.
    lead_minutes: Bound = Bound::Of(0);
    /// How far ahead a booking may start, in days.
    horizon_days: Bound = UNBOUNDED;
    /// Until how long before the start a guest may cancel, in minutes.
    cancel_deadline_minutes: Bound = UNBOUNDED;
    /// Until how long before the start a guest may move his booking, in minutes.
    move_deadline_minutes: Bound = UNBOUNDED;
    /// How long a hold lasts, in minutes.
    hold_minutes: u32 = 5;
    /// How long before the start the guest is reminded of a confirmed booking, in minutes.
    reminder_minutes: Bound = Bound::Of(24 * 60);
    /// What contact a guest must leave.
    contact: ContactNeeded = ContactNeeded::EmailOrPhone;
    /// Whether an order must say how many people come.
    party_size: PartySize = PartySize::Optional;
    /// Whether a guest may have but one request waiting for the same time of a resource. He is known by his account, or
    /// by his e-mail address or phone number where he orders without one.
    one_request: bool = false;
    /// Whether guests are asked which resource they want. It tells doors what to ask; an order that names a resource, or
    /// none, is refused by neither.
    guest_choice: GuestChoice = GuestChoice::Any;
}

/// A rule whose value makes no sense.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{rule}: {problem}")]
pub struct BadRule {
    /// The name of the rule, as it is written.
    pub rule: &'static str,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// No stay, buffer or notice is longer than a year.
const MINUTES_MOST: u32 = 366 * 24 * 60;
/// No horizon is wider than twenty years.
const DAYS_MOST: u32 = 20 * 366;

impl Policy {
    /// Refuses values that no venue can mean. Every number has a bound, so that sums of them stay inside the calendar.
    pub fn check(&self) -> Result<(), BadRule> {
        let minutes = [
            ("answer_minutes", self.answer_minutes.and_then(Bound::get)),
            ("buffer_before_minutes", self.buffer_before_minutes),
            ("buffer_after_minutes", self.buffer_after_minutes),
            ("lead_minutes", self.lead_minutes.and_then(Bound::get)),
            (
                "reminder_minutes",
                self.reminder_minutes.and_then(Bound::get),
            ),
            (
                "cancel_deadline_minutes",
                self.cancel_deadline_minutes.and_then(Bound::get),
            ),
            (
                "move_deadline_minutes",
                self.move_deadline_minutes.and_then(Bound::get),
            ),
        ];
        for (rule, value) in minutes {
            ensure(
                value.is_none_or(|n| n <= MINUTES_MOST),
                rule,
                "must not exceed a year",
            )?;
        }
        let grid = self.grid_minutes.and_then(Bound::get);
        ensure(
            grid.is_none_or(|n| (1..=1440).contains(&n)),
            "grid_minutes",
            "must lie between 1 and 1440",
        )?;
        let days = self.horizon_days.and_then(Bound::get);
        ensure(
            days.is_none_or(|n| n <= DAYS_MOST),
            "horizon_days",
            "must not exceed twenty years",
        )?;
        let answer = self.answer_minutes.and_then(Bound::get);
        ensure(answer != Some(0), "answer_minutes", "must be at least 1")?;
        let hold = self.hold_minutes;
        ensure(
            hold.is_none_or(|n| (1..=120).contains(&n)),
            "hold_minutes",
            "must lie between 1 and 120",
        )?;
        self.stay.as_ref().map_or(Ok(()), Stay::check)
    }
}

impl Rules {
    /// The rule that contradicts another one, where two of them together let nobody in. Each of them alone makes sense, so
    /// that only what holds in the end can be asked.
    pub fn contradiction(&self) -> Option<BadRule> {
        let minutes_a_day = 24 * 60;
        let ahead = self.horizon_days.get()?.saturating_mul(minutes_a_day);
        (self.lead_minutes.get()? > ahead).then_some(BadRule {
            rule: "lead_minutes",
            problem: "must not reach beyond horizon_days, or nothing could ever be booked",
        })
    }
}

impl Stay {
    fn check(&self) -> Result<(), BadRule> {
        let sensible = |minutes: u32| (1..=MINUTES_MOST).contains(&minutes);
        match self {
            Self::UntilReleased => Ok(()),
            Self::Chosen {
                least_minutes,
                most_minutes,
            } => {
                ensure(
                    sensible(*least_minutes) && sensible(*most_minutes),
                    "stay",
                    "must last between a minute and a year",
                )?;
                ensure(
                    least_minutes <= most_minutes,
                    "stay",
                    "least_minutes must not exceed most_minutes",
                )
            }
            Self::ByParty(rows) => {
                ensure(
                    !rows.is_empty() && rows.len() <= 100,
                    "stay",
                    "needs between 1 and 100 rows",
                )?;
                ensure(
                    rows.iter().all(|row| sensible(row.minutes)),
                    "stay",
                    "must last between a minute and a year",
                )?;
                let rising = rows.windows(2).all(|pair| pair[0].up_to < pair[1].up_to);
                ensure(rising, "stay", "up_to must rise from row to row")
            }
        }
    }

    /// The longest stay that the rule can give; `None` where it may last until released.
    pub fn longest(&self) -> Option<SignedDuration> {
        match self {
            Self::UntilReleased => None,
            Self::Chosen { most_minutes, .. } => Some(minutes(*most_minutes)),
            Self::ByParty(rows) => rows.iter().map(|row| minutes(row.minutes)).max(),
        }
    }
}

impl Bound {
    /// The number, if there is a bound.
    pub fn get(self) -> Option<u32> {
        match self {
            Self::Of(number) => Some(number),
            Self::None(_) => None,
        }
    }

    /// The bound as a length of time, for a rule that counts minutes.
    pub fn minutes(self) -> Option<SignedDuration> {
        self.get().map(minutes)
    }
}

/// So many minutes.
pub fn minutes(number: u32) -> SignedDuration {
    SignedDuration::from_mins(i64::from(number))
}

fn ensure(holds: bool, rule: &'static str, problem: &'static str) -> Result<(), BadRule> {
    if holds {
        Ok(())
    } else {
        Err(BadRule { rule, problem })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Policy {
        serde_json::from_str(text).expect("a policy")
    }

    #[test]
    fn the_innermost_circle_wins_and_the_rest_is_inherited() {
        let venue = read(r#"{"lead_minutes": 60, "buffer_after_minutes": 15}"#);
        let kind = read(r#"{"lead_minutes": "none"}"#);
        let rules = Rules::within(&[&Policy::default(), &kind, &venue]);
        assert_eq!(rules.lead_minutes, UNBOUNDED);
        assert_eq!(rules.buffer_after_minutes, 15);
        assert_eq!(rules.hold_minutes, Rules::default().hold_minutes);
    }

    #[test]
    fn what_is_left_out_is_not_written_down() {
        let policy = read(r#"{"admission": "request", "horizon_days": "none"}"#);
        let text = serde_json::to_string(&policy).expect("a policy can be written");
        assert_eq!(text, r#"{"admission":"request","horizon_days":"none"}"#);
    }

    #[test]
    fn what_changed_elsewhere_is_taken_over_and_the_rest_stays() {
        let own = read(r#"{"lead_minutes": 60, "hold_minutes": 9}"#);
        let old = read(r#"{"lead_minutes": 10, "hold_minutes": 5, "one_request": true}"#);
        let new = read(r#"{"lead_minutes": 10, "hold_minutes": 7}"#);
        let text = serde_json::to_string(&own.following(&old, &new)).expect("a policy");
        assert_eq!(text, r#"{"lead_minutes":60,"hold_minutes":7}"#);
    }

    #[test]
    fn rules_that_let_nobody_in_contradict_each_other() {
        let contradicts = |text: &str| Rules::within(&[&read(text)]).contradiction().is_some();
        assert!(contradicts(r#"{"lead_minutes": 1441, "horizon_days": 1}"#));
        assert!(!contradicts(r#"{"lead_minutes": 1440, "horizon_days": 1}"#));
        assert!(!contradicts(
            r#"{"lead_minutes": 9000, "horizon_days": "none"}"#
        ));
        assert!(!contradicts(
            r#"{"lead_minutes": "none", "horizon_days": 0}"#
        ));
    }

    #[test]
    fn unknown_rules_are_refused() {
        assert!(serde_json::from_str::<Policy>(r#"{"leed_minutes": 60}"#).is_err());
    }

    #[track_caller]
    fn check_bad(text: &str, rule: &str) {
        assert_eq!(
            read(text).check().map_err(|bad| bad.rule),
            Err(rule),
            "{text}"
        );
    }

    #[test]
    fn absurd_values_are_refused_by_name() {
        check_bad(r#"{"grid_minutes": 0}"#, "grid_minutes");
        check_bad(r#"{"lead_minutes": 4000000000}"#, "lead_minutes");
        check_bad(r#"{"horizon_days": 7321}"#, "horizon_days");
        check_bad(r#"{"hold_minutes": 0}"#, "hold_minutes");
        check_bad(r#"{"answer_minutes": 0}"#, "answer_minutes");
        check_bad(r#"{"stay": {"by_party": []}}"#, "stay");
        check_bad(
            r#"{"stay": {"by_party": [{"up_to": 4, "minutes": 90}, {"up_to": 2, "minutes": 60}]}}"#,
            "stay",
        );
        check_bad(
            r#"{"stay": {"chosen": {"least_minutes": 60, "most_minutes": 30}}}"#,
            "stay",
        );
    }
}
