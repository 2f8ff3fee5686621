//! The numbers by which things are named. Each thing has its own type, so that a table's number can never be handed
//! in where a booking's is meant. A venue is numbered within the installation, everything else within its venue.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
    )*};
}

ids! {
    /// A venue, numbered within the installation.
    VenueId
    /// A table, room, specialist or anything else that is taken.
    ResourceId
    /// One party's agreement with a venue.
    BookingId
    /// An interval taken on one lane of one resource.
    ClaimId
    /// A short claim while a guest fills the form.
    HoldId
    /// Time that the staff closed.
    BlockId
    /// An interval that a specialist publishes.
    SlotId
    /// Somebody who can log in.
    AccountId
}

/// How many different short codes a venue has.
const CODES: i64 = 1 << 30;

/// Digits that cannot be mistaken for one another when read aloud or from a screen (Crockford's base 32).
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl BookingId {
    /// The short code that people say to each other, such as `7K3-M2Q`.
    ///
    /// It is unique within the venue for its first billion bookings, because multiplying by an odd number permutes
    /// the numbers below a power of two. It spreads neighbours apart, but it is a name and no secret.
    pub fn code(self, venue: VenueId) -> String {
        const SPREAD: i64 = 0x2C1B_3C6D;
        let mixed = self
            .0
            .wrapping_mul(SPREAD)
            .wrapping_add(venue.0.wrapping_mul(0x3A8F_05C5));
        let mut rest = mixed.rem_euclid(CODES);
        let mut code = [b'-'; 7];
        for place in [6, 5, 4, 2, 1, 0] {
            code[place] = DIGITS[(rest % 32) as usize];
            rest /= 32;
        }
        code.iter().map(|&byte| byte as char).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_one_venue_never_repeat() {
        let codes: std::collections::HashSet<String> = (1..=20_000)
            .map(|id| BookingId(id).code(VenueId(7)))
            .collect();
        assert_eq!(codes.len(), 20_000);
    }

    #[test]
    fn a_code_is_two_groups_of_three() {
        let code = BookingId(1).code(VenueId(1));
        assert_eq!(code.len(), 7);
        assert_eq!(&code[3..4], "-");
    }
}
