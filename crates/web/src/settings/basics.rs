//! What describes a venue, and what it is called in forms: name, address, zone, language, currency.

use bronya_domain::catalog::{Language, Venue};
use bronya_domain::money::Currency;
use bronya_gate::texts;
use jiff::tz::TimeZone;

use super::form::blame;
use super::sent::Sent;
use crate::fields::Field;
use crate::tongue::Tongue;

/// The longest name, in characters.
pub(super) const NAME_MOST: usize = 200;
/// The longest address, in characters.
const ADDRESS_MOST: usize = 300;
/// The longest e-mail address.
const EMAIL_MOST: usize = 254;
/// How many sites may show the page for guests, and how long the address of one is.
const SITES_MOST: usize = 20;
const SITE_MOST: usize = 300;
/// Names of the zone database that stand for a zone under an older name or under none of a place.
const NOT_PLACES: [&str; 10] = [
    "Etc/", "US/", "SystemV/", "Brazil/", "Canada/", "Chile/", "Mexico/", "posix/", "right/", "GMT",
];

/// The field of a venue's name for people.
pub(super) fn name(tongue: Tongue, value: String) -> Field {
    Field {
        value,
        most: Some(NAME_MOST),
        fill: Some("off"),
        ..Field::new("name", "text", tongue.word("settings-name"))
    }
}

/// The field of a time zone: every place of the database, and the one that is set.
pub(super) fn zone(tongue: Tongue, value: String) -> Field {
    let names = jiff::tz::db().available();
    let mut names: Vec<String> = names.map(|name| name.as_str().to_owned()).collect();
    names.retain(|name| {
        let is_place = name.contains('/') && !NOT_PLACES.iter().any(|no| name.starts_with(no));
        is_place && *name != value
    });
    names.push("UTC".to_owned());
    if !value.is_empty() {
        names.push(value.clone());
    }
    names.sort();
    names.dedup();
    let options = names.into_iter().map(|name| (name.clone(), name));
    Field::choice(
        "zone",
        tongue.word("settings-zone"),
        options.collect(),
        value,
    )
}

/// The field of a language.
pub(super) fn language(tongue: Tongue, value: Language) -> Field {
    let options = [("ru", "Русский"), ("en", "English")];
    let options = options.map(|(tag, name)| (tag.to_owned(), name.to_owned()));
    Field {
        hint: Some(tongue.word("settings-language-hint")),
        ..Field::choice(
            "language",
            tongue.word("settings-language"),
            options.into(),
            Tongue(value).tag().to_owned(),
        )
    }
}

/// The field of a currency.
pub(super) fn currency(tongue: Tongue, value: String) -> Field {
    Field {
        value,
        most: Some(3),
        fill: Some("off"),
        hint: Some(tongue.word("settings-currency-hint")),
        ..Field::new("currency", "text", tongue.word("settings-currency"))
    }
}

/// The field of the country in whose habit phone numbers are written.
pub(super) fn region(tongue: Tongue, value: String) -> Field {
    Field {
        value,
        most: Some(2),
        fill: Some("off"),
        required: false,
        hint: Some(tongue.word("settings-region-hint")),
        ..Field::new("region", "text", tongue.word("settings-region"))
    }
}

/// The fields of a venue as it is.
pub(super) fn fields(tongue: Tongue, venue: &Venue) -> Vec<Field> {
    let optional = |name, kind, label: &str, most, value: &Option<String>| Field {
        value: value.clone().unwrap_or_default(),
        most: Some(most),
        fill: Some("off"),
        required: false,
        hint: Some(tongue.word(&format!("{label}-hint"))),
        ..Field::new(name, kind, tongue.word(label))
    };
    vec![
        name(tongue, venue.name.clone()),
        optional(
            "address",
            "text",
            "settings-address",
            ADDRESS_MOST,
            &venue.address,
        ),
        zone(tongue, venue.zone_name.clone()),
        language(tongue, venue.language),
        currency(tongue, venue.currency.to_string()),
        region(tongue, venue.region.clone().unwrap_or_default()),
        optional(
            "staff_email",
            "email",
            "settings-staff-email",
            EMAIL_MOST,
            &venue.staff_email,
        ),
        optional(
            "embedders",
            "area",
            "settings-embedders",
            SITES_MOST * SITE_MOST,
            &Some(venue.embedders.join("\n")),
        ),
    ]
}

/// Reads what was sent, and says at the fields what will not do.
pub(super) struct Reader<'a> {
    pub tongue: Tongue,
    pub sent: &'a Sent,
    pub fields: &'a mut Vec<Field>,
}

impl Reader<'_> {
    /// Says of a field what is wrong with it.
    pub(super) fn blame(&mut self, name: &str, words: &str) {
        blame(self.fields, name, self.tongue.word(words));
    }

    /// One line that must be there.
    pub(super) fn name(&mut self) -> String {
        let name = self.sent.text("name").to_owned();
        if !is_line(&name, NAME_MOST) {
            self.blame("name", "settings-bad-line");
        }
        name
    }

    /// One line, where there is one.
    pub(super) fn address(&mut self) -> Option<String> {
        let address = self.sent.some("address");
        if address
            .as_ref()
            .is_some_and(|text| !is_line(text, ADDRESS_MOST))
        {
            self.blame("address", "settings-bad-line");
        }
        address
    }

    /// The zone, under the name by which the database knows it.
    pub(super) fn zone(&mut self) -> Option<(String, TimeZone)> {
        let zone = TimeZone::get(self.sent.text("zone")).ok();
        let zone = zone.filter(|zone| !zone.is_unknown());
        let named = zone.and_then(|zone| Some((zone.iana_name()?.to_owned(), zone)));
        if named.is_none() {
            self.blame("zone", "settings-bad-zone");
        }
        named
    }

    /// The language.
    pub(super) fn language(&mut self) -> Option<Language> {
        let language = match self.sent.text("language") {
            "ru" => Some(Language::Ru),
            "en" => Some(Language::En),
            _ => None,
        };
        if language.is_none() {
            self.blame("language", "settings-bad-choice");
        }
        language
    }

    /// The currency.
    pub(super) fn currency(&mut self) -> Option<Currency> {
        let currency = self.sent.text("currency").to_uppercase().parse().ok();
        if currency.is_none() {
            self.blame("currency", "settings-bad-currency");
        }
        currency
    }

    /// The country, where there is one.
    pub(super) fn region(&mut self) -> Option<String> {
        let region = self.sent.some("region")?.to_uppercase();
        if texts::country(&region, &()).is_err() {
            self.blame("region", "settings-bad-region");
        }
        Some(region)
    }

    /// The address that gets every letter to the staff, where there is one.
    pub(super) fn staff_email(&mut self) -> Option<String> {
        let email = self.sent.some("staff_email");
        if email
            .as_ref()
            .is_some_and(|email| texts::email(email, &()).is_err())
        {
            self.blame("staff_email", "bad-email");
        }
        email.map(texts::as_kept)
    }

    /// The sites that may show the page for guests, one on each line.
    pub(super) fn embedders(&mut self) -> Vec<String> {
        let lines = self.sent.text("embedders").lines().map(str::trim);
        let sites: Vec<String> = lines
            .filter(|line| !line.is_empty())
            .map(|line| line.trim_end_matches('/').to_owned())
            .collect();
        let is_site = |site: &String| site.len() <= SITE_MOST && texts::origin(site, &()).is_ok();
        if sites.len() > SITES_MOST || !sites.iter().all(is_site) {
            self.blame("embedders", "settings-bad-embedders");
        }
        sites
    }
}

/// Whether a text is one line that shows something, and not too long.
pub(super) fn is_line(text: &str, most: usize) -> bool {
    text.chars().count() <= most && texts::line(text, &()).is_ok()
}

/// Puts what was typed back into fields.
pub(super) fn typed(fields: &mut [Field], sent: &Sent) {
    for field in fields {
        field.value = sent.text(field.name).to_owned();
    }
}
