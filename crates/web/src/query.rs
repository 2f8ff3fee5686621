//! The query of an address that is made of parts, each of which may be absent.

/// What of an address comes after its path.
#[derive(Default)]
pub(crate) struct Query(Vec<(&'static str, String)>);

impl Query {
    /// With a part more, where there is one.
    pub(crate) fn with(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.0.extend(value.map(|value| (name, value.to_string())));
        self
    }

    /// As it is written.
    pub(crate) fn text(&self) -> String {
        let mut text = form_urlencoded::Serializer::new(String::new());
        text.extend_pairs(&self.0);
        text.finish()
    }

    /// An address with it; the path alone where it says nothing.
    pub(crate) fn after(&self, path: String) -> String {
        match self.0.is_empty() {
            true => path,
            false => format!("{path}?{}", self.text()),
        }
    }

    /// Its parts by name, as forms take them along.
    pub(crate) fn parts(self) -> Vec<(&'static str, String)> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Query;

    #[test]
    fn what_is_absent_leaves_no_trace_and_no_letter_breaks_the_address() {
        let nothing = Query::default().with("date", None::<u8>);
        assert_eq!(nothing.after("/day".into()), "/day");
        let some = nothing
            .with("number", Some(7))
            .with("kind", Some("у окна&?"));
        let written = "/day?number=7&kind=%D1%83+%D0%BE%D0%BA%D0%BD%D0%B0%26%3F";
        assert_eq!(some.after("/day".into()), written);
    }
}
