//! Letters about an account. Each brings one link that works once: to take up a post, to choose a new password, or to
//! show that an address is one's own.

use bronya_domain::catalog::{Language, Venue};
use bronya_domain::command::Role;
use bronya_domain::id::TicketId;
use bronya_domain::people::Purpose;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::letter::{AUTO_GENERATED, Letter};
use crate::line::{Line, link};
use crate::matter::{Post, Reader};
use crate::sheet::{Button, Row, Sheet};
use crate::tongue::{Blanks, hello, say, word};
use crate::{ids, moment};

/// The installation, as it speaks of itself.
#[derive(Clone, Copy, Debug)]
pub struct House<'a> {
    /// Its name or host, for people.
    pub name: &'a str,
    /// The language of its letters where neither reader nor venue has one.
    pub language: Language,
}

/// Everything that a letter about an account may speak of.
#[derive(Clone, Copy, Debug)]
pub struct AccountMatter<'a> {
    /// What the link is good for.
    pub purpose: Purpose,
    /// The installation that keeps the account.
    pub house: House<'a>,
    /// The venue that invites; none where the installation itself writes.
    pub venue: Option<&'a Venue>,
    /// As what the reader is invited.
    pub role: Option<Role>,
    /// Whether he has an account of his own already, with which the role is his at once.
    pub has_account: bool,
    /// Where the button leads. The page only shows; what is done there is done by a second button.
    pub link: &'a str,
    /// When the link stops working; told in the venue's zone, else in UTC.
    pub expires_at: Timestamp,
    /// Who reads it.
    pub reader: Reader<'a>,
    /// The house's post.
    pub post: Post<'a>,
    /// The number of the link, which is the letter's, too: a new link is a new letter.
    pub ticket: TicketId,
}

/// The letter that brings the link; none for [`Purpose::Setup`], whose link is printed where the server starts.
///
/// # Panics
///
/// When the link is no web address: without it the letter is good for nothing, and we made it ourselves.
pub fn letter(matter: &AccountMatter<'_>) -> Option<Letter> {
    let telling = Telling {
        matter,
        language: matter.language(),
        words: words_of(matter)?,
    };
    let sheet = telling.sheet();
    Some(Letter {
        to_name: Line::some_name(matter.reader.name),
        from_name: matter.writer(),
        subject: Line::subject(&telling.say("subject")),
        text: sheet.text(),
        html: sheet.html(),
        calendar: None,
        message_id: ids::ticket_id(matter.ticket, matter.purpose, matter.post),
        thread_id: None,
        auto_submitted: AUTO_GENERATED,
    })
}

/// Under which name the words of a letter are kept.
fn words_of(matter: &AccountMatter<'_>) -> Option<&'static str> {
    match matter.purpose {
        Purpose::Setup => None,
        Purpose::Invitation if matter.has_account => Some("new-role"),
        Purpose::Invitation => Some("invitation"),
        Purpose::PasswordReset => Some("password-reset"),
        Purpose::AddressConfirmation => Some("address-confirmation"),
    }
}

/// How the words call a role; none where there is nothing to say of it.
fn role_name(role: Option<Role>) -> Option<&'static str> {
    match role? {
        Role::Admin => Some("admin"),
        Role::Staff => Some("staff"),
        Role::Specialist => Some("specialist"),
        Role::Operator => Some("operator"),
        Role::Guest | Role::Customer | Role::Clock => None,
    }
}

impl AccountMatter<'_> {
    /// The language of the letter: the reader's, else the venue's, else the installation's.
    pub fn language(&self) -> Language {
        let venue = self.venue.map(|venue| venue.language);
        let chosen = self.reader.language.or(venue);
        chosen.unwrap_or(self.house.language)
    }

    /// In whose name it is written.
    fn writer(&self) -> Line {
        Line::name(self.venue.map_or(self.house.name, |venue| &venue.name))
    }
}

/// A matter on its way into words.
struct Telling<'a> {
    matter: &'a AccountMatter<'a>,
    language: Language,
    words: &'static str,
}

impl Telling<'_> {
    fn sheet(&self) -> Sheet {
        let there = link(Some(self.matter.link)).expect("a link of our own is a web address");
        Sheet {
            language: self.language,
            venue: self.matter.writer().to_string(),
            title: self.say("title"),
            hello: hello(self.language, self.matter.reader.name),
            lead: self.say("lead"),
            quotes: Vec::new(),
            rows: self.rows(),
            choice: None,
            buttons: vec![Button {
                label: self.say("button"),
                link: there.to_owned(),
                first: true,
            }],
            small: self.small(),
        }
    }

    /// One part of the letter's own words.
    fn say(&self, part: &str) -> String {
        let blanks = Blanks::default()
            .with("who", self.matter.writer().to_string())
            .with("role", role_name(self.matter.role).unwrap_or("none"));
        say(self.language, &format!("{}.{part}", self.words), &blanks)
    }

    fn rows(&self) -> Vec<Row> {
        let row = |label: &str, value: String| Row {
            label: word(self.language, label),
            value,
        };
        let mut rows = Vec::new();
        match self.matter.purpose {
            Purpose::Invitation => {
                rows.push(row("label-inviter", self.matter.writer().to_string()));
                if let Some(role) = role_name(self.matter.role) {
                    let role = word(self.language, &format!("role-{role}"));
                    rows.push(row("label-role", role));
                }
            }
            Purpose::Setup | Purpose::PasswordReset | Purpose::AddressConfirmation => {
                let address = Line::name(self.matter.reader.email).to_string();
                rows.push(row("label-email", address));
            }
        }
        rows.push(row("label-works", self.expiry()));
        rows
    }

    /// Until when the link works. Whose time a clock shows is said below; of UTC it is said here, for it is nobody's.
    fn expiry(&self) -> String {
        let until = |zone| moment::until(self.language, zone, self.matter.expires_at);
        match self.matter.venue {
            Some(venue) => until(&venue.zone),
            None => format!("{} UTC", until(&TimeZone::UTC)),
        }
    }

    fn small(&self) -> Vec<String> {
        let zone = self.matter.venue.map(|venue| {
            let zone = Line::name(&venue.zone_name).to_string();
            let blanks = Blanks::default().with("zone", zone);
            say(self.language, "small-zone", &blanks)
        });
        let mut small = vec![self.say("unasked"), self.say("late")];
        small.push(word(self.language, "small-once"));
        small.extend(zone);
        small.push(word(self.language, "small-auto"));
        small
    }
}
