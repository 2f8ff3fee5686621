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
    /// A link that works once.
    TicketId
    /// A key by which another program acts for a venue.
    ApiKeyId
}

/// How many different short codes a venue has.
const CODES: i64 = 1 << 30;

/// Odd numbers, which permute the numbers below a power of two.
const SPREAD: i64 = 0x2C1B_3C6D;
const VENUE_SPREAD: i64 = 0x3A8F_05C5;

/// The number that undoes multiplying by an odd one. Each step doubles the digits that are right, by Newton's method.
fn inverse(odd: i64) -> i64 {
    (0..6).fold(odd, |guess, _| {
        guess.wrapping_mul(2_i64.wrapping_sub(odd.wrapping_mul(guess)))
    })
}

/// Digits that cannot be mistaken for one another when read aloud or from a screen (Crockford's base 32).
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl BookingId {
    /// The short code that people say to each other, such as `7K3-M2Q`.
    ///
    /// It is unique within the venue for its first billion bookings, because multiplying by an odd number permutes
    /// the numbers below a power of two. It spreads neighbours apart, but it is a name and no secret.
    pub fn code(self, venue: VenueId) -> String {
        let mixed = self
            .0
            .wrapping_mul(SPREAD)
            .wrapping_add(venue.0.wrapping_mul(VENUE_SPREAD));
        let mut rest = mixed.rem_euclid(CODES);
        let mut code = [b'-'; 7];
        for place in [6, 5, 4, 2, 1, 0] {
            code[place] = DIGITS[(rest % 32) as usize];
            rest /= 32;
        }
        code.iter().map(|&byte| byte as char).collect()
    }

    /// The booking of a code, however it is written: without the hyphen, in small letters, with O for 0. None where
    /// it can be no code of this venue.
    pub fn of_code(code: &str, venue: VenueId) -> Option<Self> {
        let digits = code.chars().filter(|letter| *letter != '-');
        let digits: Vec<char> = digits.map(|letter| letter.to_ascii_uppercase()).collect();
        if digits.len() != 6 {
            return None;
        }
        let mixed = digits.iter().try_fold(0, |mixed, digit| {
            let digit = match digit {
                'O' => '0',
                'I' | 'L' => '1',
                other => *other,
            };
            let value = DIGITS.iter().position(|own| char::from(*own) == digit)?;
            Some(mixed * 32 + value as i64)
        })?;
        let id = mixed
            .wrapping_sub(venue.0.wrapping_mul(VENUE_SPREAD))
            .wrapping_mul(inverse(SPREAD))
            .rem_euclid(CODES);
        (id > 0).then_some(Self(id))
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
    fn a_code_leads_back_to_its_booking_however_it_is_written() {
        for id in [1, 2, 77, 1_000_000, (1 << 30) - 1] {
            let code = BookingId(id).code(VenueId(7));
            assert_eq!(BookingId::of_code(&code, VenueId(7)), Some(BookingId(id)));
            let said = code.replace('-', "").to_lowercase().replace('0', "o");
            assert_eq!(BookingId::of_code(&said, VenueId(7)), Some(BookingId(id)));
        }
        assert_eq!(BookingId::of_code("ABC", VenueId(7)), None);
        assert_eq!(BookingId::of_code("ABC-D\u{e9}F", VenueId(7)), None);
        assert_eq!(BookingId::of_code("ABC-UUU", VenueId(7)), None);
    }

    #[test]
    fn a_code_is_two_groups_of_three() {
        let code = BookingId(1).code(VenueId(1));
        assert_eq!(code.len(), 7);
        assert_eq!(&code[3..4], "-");
    }
}
