//! The OpenAPI document of the contract, and the two pages on which people read it.

use std::sync::OnceLock;

use axum::http::header::{CONTENT_TYPE, HeaderName};

use crate::viewers::{self, Page, shown};

const TITLE: &str = "Планировщик консультаций";
/// Beside the pages, wherever the dialect is reached.
const DOCUMENT: &str = "../schema/";

/// The document.
pub(super) async fn schema() -> ([(HeaderName, &'static str); 1], &'static str) {
    let kind = "application/vnd.oai.openapi; charset=utf-8";
    ([(CONTENT_TYPE, kind)], include_str!("openapi.yaml"))
}

pub(super) async fn swagger() -> Page {
    static PAGE: OnceLock<String> = OnceLock::new();
    shown(PAGE.get_or_init(|| viewers::swagger(DOCUMENT, TITLE)))
}

pub(super) async fn redoc() -> Page {
    static PAGE: OnceLock<String> = OnceLock::new();
    shown(PAGE.get_or_init(|| viewers::redoc(DOCUMENT, TITLE)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::routes;

    /// The methods of every address that the document names: those that stand below `paths`, by their indentation.
    fn named() -> BTreeSet<(String, String)> {
        let text = include_str!("openapi.yaml");
        let (_, paths) = text.split_once("\npaths:\n").expect("paths");
        let (paths, _) = paths.split_once("\ncomponents:\n").expect("components");
        let (mut path, mut named) = ("", BTreeSet::new());
        for line in paths.lines() {
            let word = line.trim().trim_end_matches(':');
            match line.len() - line.trim_start().len() {
                2 => path = word,
                4 if word != "parameters" => {
                    named.insert((path.to_owned(), word.to_uppercase()));
                }
                _ => {}
            }
        }
        named
    }

    #[test]
    fn the_document_names_exactly_what_is_served() {
        let places = routes::table();
        let served = places.iter().flat_map(|place| {
            let methods = place.takes.split(", ");
            let methods = methods.filter(|method| !["HEAD", "OPTIONS"].contains(method));
            methods.map(|method| (place.path.to_owned(), method.to_owned()))
        });
        let served: BTreeSet<_> = served.collect();
        assert_eq!(named(), served);
    }

    #[test]
    fn every_reference_of_the_document_leads_somewhere() {
        let text = include_str!("openapi.yaml");
        for place in text.split("\"#/components/").skip(1) {
            let (place, _) = place.split_once('"').expect("an end");
            let (section, name) = place.split_once('/').expect("a section and a name");
            let (_, rest) = text
                .split_once(&format!("\n  {section}:\n"))
                .expect(section);
            let section = rest.lines().take_while(|line| line.starts_with("    "));
            let mut names = section.filter(|line| !line.starts_with("     "));
            let stands = |line: &str| line.trim_start().split(':').next() == Some(name);
            assert!(names.any(stands), "{place}");
        }
    }
}
