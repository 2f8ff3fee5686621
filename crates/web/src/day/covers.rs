//! How many people are there in each quarter of an hour, as bars above the rows.

use bronya_domain::agenda::covers;
use bronya_words::moment;
use jiff::SignedDuration;

use super::seen::Seen;
use super::window::CELL;
use crate::tongue::Blanks;

/// How long the step of a bar is.
const STEP: SignedDuration = SignedDuration::from_mins(15);

/// The bars of a day.
pub(super) struct Covers {
    /// How wide they are all together, in cells.
    pub cells: u32,
    /// How high the highest is.
    pub most: u32,
    /// How wide each of them is, in cells.
    pub step: u32,
    /// The bars that are any: where each begins, in cells, and how high it is.
    pub bars: Vec<(u32, u32)>,
    /// The same in a sentence, for those who hear it.
    pub said: String,
}

impl Covers {
    /// The bars of what is seen; none where nobody comes.
    pub(super) fn of(seen: &Seen<'_>) -> Option<Self> {
        let steps = covers(&seen.agenda.bookings, seen.window.span, STEP);
        let (at, most) = steps.iter().copied().max_by_key(|(_, count)| *count)?;
        if most == 0 {
            return None;
        }
        let steps = steps.into_iter().filter(|(_, count)| *count > 0);
        let clock = moment::clock(&at.to_zoned(seen.catalog.venue.zone.clone()));
        let blanks = Blanks::default().with("most", most).with("at", clock);
        Some(Self {
            cells: seen.window.cells(),
            most,
            step: u32::try_from(STEP.as_secs() / CELL.as_secs()).unwrap_or(1),
            bars: steps
                .map(|(at, count)| (seen.window.cell(at), count))
                .collect(),
            said: seen.say("day-covers", &blanks),
        })
    }

    /// How far from the top a bar of this height begins.
    pub(super) fn top(&self, count: &u32) -> u32 {
        self.most - count
    }
}
