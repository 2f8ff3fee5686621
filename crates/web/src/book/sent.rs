//! What the form of the page sends, and how the guest's own words are read: as he typed them, so that they can stand in the
//! form again, each wrong one with what is wrong with it.

use bronya_domain::booking::Contact;
use bronya_domain::catalog::Catalog;
use bronya_domain::policy::ContactNeeded;
use bronya_gate::texts;
use garde::Validate;
use serde::Deserialize;

use super::offered::Wrong;
use crate::fields::Field;
use crate::tongue::Tongue;

/// The longest name, in characters.
const NAME_MOST: usize = 200;
/// The longest note, in characters.
const NOTE_MOST: usize = 2000;

/// What the form says, whichever button sent it.
#[derive(Clone, Debug, Default, Deserialize, Validate)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Sent {
    /// What tells this form from all others, so that sending it twice books once.
    #[garde(length(max = 100))]
    pub key: Option<String>,
    /// The hold that keeps the time.
    #[garde(length(max = 200))]
    pub hold: Option<String>,
    /// The time.
    #[garde(length(max = 200))]
    pub at: Option<String>,
    /// Another time that he wants to look at.
    #[garde(length(max = 200))]
    pub to: Option<String>,
    /// Another time that he takes instead.
    #[garde(length(max = 200))]
    pub instead: Option<String>,
    /// The guest's name.
    #[garde(length(max = 4000))]
    pub name: Option<String>,
    /// The guest's e-mail address.
    #[garde(length(max = 1024))]
    pub email: Option<String>,
    /// The guest's phone number.
    #[garde(length(max = 200))]
    pub phone: Option<String>,
    /// What the staff should know.
    #[garde(length(max = 16_000))]
    pub note: Option<String>,
}

impl Sent {
    /// Whether the guest typed something of his own.
    pub(super) fn is_typed(&self) -> bool {
        let typed = [&self.name, &self.email, &self.phone, &self.note];
        typed.into_iter().any(Option::is_some)
    }

    /// What he typed, by the names of its fields, to travel along where it is not shown.
    pub(super) fn typed(&self) -> Vec<(String, String)> {
        let typed = [
            ("name", &self.name),
            ("email", &self.email),
            ("phone", &self.phone),
            ("note", &self.note),
        ];
        let typed = typed.into_iter();
        typed
            .filter_map(|(name, text)| Some((name.to_owned(), text.clone()?)))
            .collect()
    }

    /// How to reach him, as the rules want it.
    pub(super) fn contact(
        &self,
        catalog: &Catalog,
        needed: ContactNeeded,
        tongue: Tongue,
    ) -> Result<(Contact, Option<String>), Wrong> {
        let mut wrong = Wrong::new();
        let mut blame = |field, id: &str| drop(wrong.insert(field, tongue.word(id)));
        let text = |text: &Option<String>| {
            let text = text
                .as_deref()
                .map(str::trim)
                .filter(|text| !text.is_empty());
            text.map(str::to_owned)
        };
        let (name, email) = (text(&self.name), text(&self.email));
        let (phone, note) = (text(&self.phone), text(&self.note));
        let fits =
            |name: &String| name.chars().count() <= NAME_MOST && texts::line(name, &()).is_ok();
        let is_named = name.as_ref().is_some_and(fits);
        if !is_named && (name.is_some() || needed != ContactNeeded::Nothing) {
            blame("name", "bad-name");
        }
        let read = phone
            .as_deref()
            .map(|phone| texts::phone_in(phone, catalog.venue.region.as_deref()));
        if read == Some(None) {
            blame("phone", "bad-phone");
        }
        if email
            .as_ref()
            .is_some_and(|email| texts::email(email, &()).is_err())
        {
            blame("email", "bad-email");
        }
        if note
            .as_ref()
            .is_some_and(|note| note.chars().count() > NOTE_MOST)
        {
            blame("note", "day-too-long");
        }
        match needed {
            ContactNeeded::Email | ContactNeeded::EmailAndPhone if email.is_none() => {
                blame("email", "bad-email");
            }
            ContactNeeded::EmailOrPhone if email.is_none() && phone.is_none() => {
                blame("email", "book-email-or-phone");
            }
            _ => {}
        }
        if needs_phone(needed) && phone.is_none() {
            blame("phone", "bad-phone");
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let contact = Contact {
            name,
            email: email.map(texts::as_kept),
            phone: read.flatten(),
        };
        Ok((contact, note))
    }

    /// The fields for it, with what was typed and what is wrong with that; the last is the note.
    pub(super) fn fields(
        &self,
        needed: ContactNeeded,
        wrong: &Wrong,
        tongue: Tongue,
    ) -> Vec<Field> {
        let field = |name, kind, label: &str, text: &Option<String>, fill, most| Field {
            value: text.clone().unwrap_or_default(),
            problem: wrong.get(name).cloned(),
            fill,
            most: Some(most),
            ..Field::new(name, kind, tongue.word(label))
        };
        let either = needed == ContactNeeded::EmailOrPhone;
        let mails = matches!(needed, ContactNeeded::Email | ContactNeeded::EmailAndPhone);
        let mut fields = vec![
            Field {
                required: needed != ContactNeeded::Nothing,
                ..field(
                    "name",
                    "text",
                    "book-name",
                    &self.name,
                    Some("name"),
                    NAME_MOST,
                )
            },
            Field {
                required: mails,
                ..field(
                    "email",
                    "email",
                    "book-email",
                    &self.email,
                    Some("email"),
                    254,
                )
            },
        ];
        if either || needs_phone(needed) {
            fields.push(Field {
                required: !either,
                hint: either.then(|| tongue.word("book-phone.either")),
                ..field("phone", "tel", "book-phone", &self.phone, Some("tel"), 40)
            });
        }
        fields.push(Field {
            required: false,
            ..field("note", "area", "book-note", &self.note, None, NOTE_MOST)
        });
        fields
    }
}

fn needs_phone(needed: ContactNeeded) -> bool {
    matches!(needed, ContactNeeded::Phone | ContactNeeded::EmailAndPhone)
}
