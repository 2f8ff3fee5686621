//! Choosing the language of pages. A machine remembers it, whoever sits there.

use axum::extract::State;
use axum::http::header::SET_COOKIE;
use axum::response::{IntoResponse, Redirect, Response};
use bronya_domain::catalog::Language;
use bronya_gate::Gate;
use garde::Validate;
use serde::Deserialize;

use super::next::ours;
use crate::asked::Form;
use crate::cookies;
use crate::tongue::Tongue;

/// Which language, and where he was.
#[derive(Deserialize, Validate)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageForm {
    /// The language.
    #[garde(skip)]
    language: Language,
    /// Where he was.
    #[garde(length(max = 4096))]
    back: Option<String>,
}

pub(super) async fn choose(State(gate): State<Gate>, Form(form): Form<LanguageForm>) -> Response {
    let back = form.back.as_deref().and_then(ours).unwrap_or("/");
    let cookie = cookies::keep_language(&gate, Tongue(form.language).tag());
    ([(SET_COOKIE, cookie)], Redirect::to(back)).into_response()
}
