//! The keys by which callers are known: the operator's, of which only a digest is kept, and those of guests, which are
//! made from the installation's secret and kept nowhere.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use bronya_domain::booking::Booking;
use bronya_domain::feed::Feed;
use bronya_domain::id::{AccountId, BookingId, HoldId, VenueId};
use ring::{digest, hmac};

/// The digest under which an operator key is kept: SHA-256 in hexadecimal digits.
pub fn hash_operator_key(key: &str) -> String {
    hex(&[key.as_bytes()])
}

/// SHA-256 over several parts in hexadecimal digits. Each part is led in by its length, so that no two lists of parts
/// give the same.
pub fn fingerprint(parts: &[&[u8]]) -> String {
    let lengths: Vec<[u8; 8]> = parts
        .iter()
        .map(|part| (part.len() as u64).to_be_bytes())
        .collect();
    let framed: Vec<&[u8]> = lengths
        .iter()
        .zip(parts)
        .flat_map(|(length, part)| [&length[..], part])
        .collect();
    hex(&framed)
}

fn hex(parts: &[&[u8]]) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    parts.iter().for_each(|part| context.update(part));
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digest = context.finish();
    let digits = digest
        .as_ref()
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 0x0f]);
    digits
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// What a button in a letter decides. It is good for this one decision by this one account, and worthless once the
/// booking has changed in any way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Decision {
    /// The booking.
    pub booking: BookingId,
    /// As it was when the letter became owed.
    pub version: i64,
    /// Who decides.
    pub account: AccountId,
    /// Whether he agrees to it or says no.
    pub accepts: bool,
}

impl Decision {
    fn text(&self, venue: VenueId) -> String {
        let act = if self.accepts { "accept" } else { "decline" };
        let (booking, version, account) = (self.booking, self.version, self.account);
        format!("bronya decision key/{venue}/{booking}/{version}/{account}/{act}")
    }
}

/// The secret of the installation.
pub struct Secret(hmac::Key);

impl Secret {
    /// The secret of these bytes.
    pub fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// The key by which a guest shows that a booking is his.
    pub fn booking_key(&self, venue: VenueId, booking: &Booking) -> String {
        self.key(&booking_text(venue, booking.id, booking.key_version))
    }

    /// Whether a key is that of a booking.
    pub fn opens_booking(&self, venue: VenueId, booking: &Booking, key: &str) -> bool {
        self.opens(&booking_text(venue, booking.id, booking.key_version), key)
    }

    /// The same key for programs that expect a UUID (RFC 9562, version 8): the booking's number, and as much of a MAC as there
    /// is room for.
    pub fn booking_uuid(&self, venue: VenueId, booking: &Booking) -> String {
        let text = format!(
            "{}/uuid",
            booking_text(venue, booking.id, booking.key_version)
        );
        let mac = hmac::sign(&self.0, text.as_bytes());
        let mut bytes = [0_u8; 16];
        bytes[..6].copy_from_slice(&booking.id.0.to_be_bytes()[2..]);
        bytes[6..].copy_from_slice(&mac.as_ref()[..10]);
        bytes[6] = 0x80 | (bytes[6] & 0x0f);
        bytes[8] = 0x80 | (bytes[8] & 0x3f);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let parts = [
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..],
        ];
        parts.join("-")
    }

    /// The booking whose number stands in such a UUID; whether the key is right, [`opens_booking_uuid`] says.
    ///
    /// [`opens_booking_uuid`]: Self::opens_booking_uuid
    pub fn booking_in_uuid(text: &str) -> Option<BookingId> {
        let is_uuid = text.len() == 36
            && text.char_indices().all(|(place, letter)| match place {
                8 | 13 | 18 | 23 => letter == '-',
                _ => letter.is_ascii_hexdigit(),
            });
        let digits = is_uuid.then(|| text[..13].replace('-', ""))?;
        i64::from_str_radix(&digits, 16).ok().map(BookingId)
    }

    /// Whether a UUID is the key of a booking.
    pub fn opens_booking_uuid(&self, venue: VenueId, booking: &Booking, text: &str) -> bool {
        self.same(
            &self.booking_uuid(venue, booking),
            &text.to_ascii_lowercase(),
        )
    }

    /// The key in a letter's button by which somebody who works at the venue decides a booking as it is in one version.
    pub fn decision_key(&self, venue: VenueId, decision: &Decision) -> String {
        self.key(&decision.text(venue))
    }

    /// Whether a key is that of a decision.
    pub fn opens_decision(&self, venue: VenueId, decision: &Decision, key: &str) -> bool {
        self.opens(&decision.text(venue), key)
    }

    /// The name of a hold that nobody can guess: its number and a key.
    pub fn hold_name(&self, venue: VenueId, hold: HoldId) -> String {
        format!("{hold}.{}", self.key(&hold_text(venue, hold)))
    }

    /// The hold of such a name; none where nobody gave it that name.
    pub fn hold_named(&self, venue: VenueId, name: &str) -> Option<HoldId> {
        let (number, key) = name.split_once('.')?;
        let hold = HoldId(number.parse().ok()?);
        self.opens(&hold_text(venue, hold), key).then_some(hold)
    }

    /// The key in the address of a calendar that programs read by themselves.
    pub fn feed_key(&self, venue: VenueId, feed: Feed, version: u32) -> String {
        self.key(&feed_text(venue, feed, version))
    }

    /// Whether a key is that of a calendar.
    pub fn opens_feed(&self, venue: VenueId, feed: Feed, version: u32, key: &str) -> bool {
        self.opens(&feed_text(venue, feed, version), key)
    }

    /// The secret by which a venue's program knows that news came from here, in the form of Standard Webhooks.
    pub fn webhook_secret(&self, venue: VenueId) -> String {
        let tag = hmac::sign(&self.0, format!("bronya webhook secret/{venue}").as_bytes());
        format!("whsec_{}", STANDARD.encode(tag))
    }

    /// Whether two texts are the same, in a time that does not depend on where they differ.
    pub(crate) fn same(&self, one: &str, other: &str) -> bool {
        hmac::verify(
            &self.0,
            one.as_bytes(),
            hmac::sign(&self.0, other.as_bytes()).as_ref(),
        )
        .is_ok()
    }

    fn key(&self, text: &str) -> String {
        URL_SAFE_NO_PAD.encode(hmac::sign(&self.0, text.as_bytes()))
    }

    fn opens(&self, text: &str, key: &str) -> bool {
        let key = URL_SAFE_NO_PAD.decode(key);
        key.is_ok_and(|key| hmac::verify(&self.0, text.as_bytes(), &key).is_ok())
    }
}

/// What a booking's key is made over. The purpose leads, so that no key opens what it was not made for.
fn booking_text(venue: VenueId, booking: BookingId, version: u32) -> String {
    format!("bronya booking key/{venue}/{booking}/{version}")
}

fn feed_text(venue: VenueId, feed: Feed, version: u32) -> String {
    format!("bronya calendar key/{venue}/{feed}/{version}")
}

fn hold_text(venue: VenueId, hold: HoldId) -> String {
    format!("bronya hold key/{venue}/{hold}/1")
}

#[cfg(test)]
mod tests {
    use bronya_domain::id::ResourceId;

    use super::*;

    #[test]
    fn a_key_opens_only_what_it_was_made_for() {
        let secret = Secret::new(b"secret");
        let name = secret.hold_name(VenueId(1), HoldId(7));
        assert_eq!(secret.hold_named(VenueId(1), &name), Some(HoldId(7)));
        assert_eq!(secret.hold_named(VenueId(2), &name), None);
        assert_eq!(
            secret.hold_named(VenueId(1), &name.replacen('7', "8", 1)),
            None
        );
        assert_eq!(Secret::new(b"other").hold_named(VenueId(1), &name), None);
        for text in ["", "7", "7.", ".", "7.x", "x.7"] {
            assert_eq!(secret.hold_named(VenueId(1), text), None, "{text}");
        }
    }

    #[test]
    fn a_calendar_has_another_key_at_each_venue_for_each_resource_and_after_each_renewal() {
        let secret = Secret::new(b"secret");
        let own = Feed::Of(ResourceId(7));
        let key = secret.feed_key(VenueId(1), own, 1);
        assert!(secret.opens_feed(VenueId(1), own, 1, &key));
        assert!(!secret.opens_feed(VenueId(2), own, 1, &key));
        assert!(!secret.opens_feed(VenueId(1), Feed::Venue, 1, &key));
        assert!(!secret.opens_feed(VenueId(1), Feed::Of(ResourceId(8)), 1, &key));
        assert!(!secret.opens_feed(VenueId(1), own, 2, &key));
        assert!(!Secret::new(b"other").opens_feed(VenueId(1), own, 1, &key));
    }

    #[test]
    fn each_venue_signs_with_a_secret_of_its_own() {
        let secret = |secret: &[u8], venue| Secret::new(secret).webhook_secret(VenueId(venue));
        let one = secret(b"secret", 1);
        let bytes = one.strip_prefix("whsec_").map(|key| STANDARD.decode(key));
        assert_eq!(bytes.and_then(Result::ok).map(|key| key.len()), Some(32));
        assert_eq!(one, secret(b"secret", 1));
        assert_ne!(one, secret(b"secret", 2));
        assert_ne!(one, secret(b"other", 1));
    }

    #[test]
    fn the_operator_key_is_known_by_its_digest() {
        let digest = hash_operator_key("abc");
        assert_eq!(
            digest,
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }

    #[test]
    fn parts_cannot_be_pushed_into_each_other() {
        assert_ne!(fingerprint(&[b"a", b"bc"]), fingerprint(&[b"ab", b"c"]));
    }
}
