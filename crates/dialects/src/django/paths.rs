//! Addresses at which nothing stands, and methods that an address does not take.

use axum::http::header::ALLOW;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use bronya_domain::catalog::Language;

use super::denials;
use crate::addresses;
use crate::door::Door;
use crate::heard::Heard;

/// The answer to an address at which nothing stands. Who only looks is led to the form with a slash at its end, if that
/// is one of `known`, which are patterns as routes write them; what was to be changed is not, for it would arrive
/// without its body.
pub(crate) fn nowhere(door: &Door, heard: &Heard, known: &[&str], language: Language) -> Response {
    match with_slash(heard, known) {
        Some(path) => addresses::lead(StatusCode::MOVED_PERMANENTLY, &path, heard),
        None => door.refuse(denials::not_found(language)),
    }
}

/// The answer to a method that an address does not take; `allowed` are those that it takes: `POST, OPTIONS`. A dialect
/// gives it after it has looked who calls.
pub(crate) fn not_allowed(
    door: &Door,
    heard: &Heard,
    allowed: &'static str,
    language: Language,
) -> Response {
    let denial = denials::method(heard.method.as_str(), language);
    let mut response = door.refuse(denial);
    let allowed = HeaderValue::from_static(allowed);
    response.headers_mut().insert(ALLOW, allowed);
    response
}

fn with_slash(heard: &Heard, known: &[&str]) -> Option<String> {
    let looks = [Method::GET, Method::HEAD].contains(&heard.method);
    let path = format!("{}/", heard.path);
    (looks && !heard.path.ends_with('/') && addresses::is_known(&path, known)).then_some(path)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;
    use bronya_gate::address::{Proxies, client};
    use bytes::Bytes;

    use super::*;

    #[track_caller]
    fn check_leads(method: Method, path: &str, to: Option<&str>) {
        let headers = HeaderMap::new();
        let heard = Heard {
            method,
            path: path.to_owned(),
            query: String::new(),
            from: client(None, &headers, &Proxies::default()),
            headers,
            body: Bytes::new(),
        };
        let known = ["/api/v1/slots/", "/api/v1/slots/{id}/"];
        assert_eq!(with_slash(&heard, &known).as_deref(), to, "{path}");
    }

    #[test]
    fn who_looks_is_led_to_the_address_with_its_slash() {
        check_leads(Method::GET, "/api/v1/slots", Some("/api/v1/slots/"));
        check_leads(
            Method::GET,
            "/dialects/planner/api/v1/slots/7",
            Some("/dialects/planner/api/v1/slots/7/"),
        );
        check_leads(Method::HEAD, "/api/v1/slots", Some("/api/v1/slots/"));
        check_leads(Method::POST, "/api/v1/slots", None);
        check_leads(Method::GET, "/api/v1/slots/", None);
        check_leads(Method::GET, "/api/v1/seats", None);
    }
}
