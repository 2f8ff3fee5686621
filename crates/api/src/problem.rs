//! Words a "no" as RFC 9457 wants it: `application/problem+json`.

use aide::OperationOutput;
use aide::generate::GenContext;
use aide::openapi::{
    MediaType, Operation, Response as Documented, SchemaObject, StatusCode as Code,
};
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use bronya_domain::availability::Offer;
use bronya_domain::catalog::Catalog;
use bronya_domain::id::{ResourceId, SlotId};
use bronya_domain::refusal::Reason;
use bronya_gate::Denial;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;

/// What a handler gives.
pub(crate) type Result<T, E = Problem> = std::result::Result<T, E>;

/// A "no" to be worded.
pub(crate) struct Problem(Box<Denial>);

impl Problem {
    /// Of an order: names the values of the body that it is about, and tells times as the venue's clocks show them.
    pub(crate) fn of_order(self, catalog: &Catalog) -> Self {
        let denial = self.0.told_in(&catalog.venue.zone);
        Self(Box::new(denial))
            .blames("unknown_resource", "resources")
            .blames("unknown_slot", "slot")
            .blames("unknown_hold", "hold")
    }

    /// With the value that a code is about.
    pub(crate) fn blames(self, code: &str, field: &str) -> Self {
        Self(Box::new(self.0.blames(code, field)))
    }
}

impl<E: Into<Denial>> From<E> for Problem {
    fn from(no: E) -> Self {
        Self(Box::new(no.into()))
    }
}

/// A problem as RFC 9457 writes it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Problem")]
struct Wire {
    /// `urn:bronya:problem:` and the code.
    r#type: String,
    /// A sentence about this kind of problem.
    title: String,
    /// The status of the answer.
    status: u16,
    /// The stable code.
    code: String,
    /// What is wrong this time.
    detail: String,
    /// The value that is wrong: its path in the body, or the name of a parameter or header.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// Every reason for which the rules refuse it, with its facts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    reasons: Vec<Reason>,
    /// The stays that come nearest to what was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schemars(default)]
    alternatives: Vec<Alternative>,
}

/// A stay that can be had instead.
#[derive(Serialize, JsonSchema)]
struct Alternative {
    /// On which resource.
    resource: ResourceId,
    /// From when.
    from: Timestamp,
    /// When it begins on the venue's clock.
    #[serde(skip_serializing_if = "Option::is_none")]
    local: Option<DateTime>,
    /// Until when; null while the end is open.
    until: Option<Timestamp>,
    /// At what price, in minor units of the venue's currency.
    price: i64,
    /// In which published slot.
    #[serde(skip_serializing_if = "Option::is_none")]
    slot: Option<SlotId>,
}

impl Alternative {
    fn of(offer: Offer, zone: Option<&TimeZone>) -> Self {
        let from = offer.span.from();
        Self {
            resource: offer.resource,
            from,
            local: zone.map(|zone| from.to_zoned(zone.clone()).datetime()),
            until: offer.span.until(),
            price: offer.price,
            slot: offer.slot,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Denial {
            status,
            code,
            title,
            detail,
            field,
            refused,
            retry_after,
        } = *self.0;
        let refused = refused.unwrap_or_default();
        let wire = Wire {
            r#type: format!("urn:bronya:problem:{code}"),
            title: title.into(),
            status: status.as_u16(),
            code: code.into(),
            detail: detail.into(),
            field,
            reasons: refused.reasons,
            alternatives: refused
                .alternatives
                .into_iter()
                .map(|offer| Alternative::of(offer, refused.zone.as_ref()))
                .collect(),
        };
        let body = serde_json::to_vec(&wire).unwrap_or_default();
        let mut response =
            (status, [(CONTENT_TYPE, "application/problem+json")], body).into_response();
        let headers = response.headers_mut();
        if let Some(seconds) = retry_after {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(
                WWW_AUTHENTICATE,
                HeaderValue::from_static("Bearer realm=\"bronya\""),
            );
        }
        response
    }
}

impl OperationOutput for Problem {
    type Inner = Self;

    fn operation_response(ctx: &mut GenContext, _: &mut Operation) -> Option<Documented> {
        let schema = SchemaObject {
            json_schema: ctx.schema.subschema_for::<Wire>(),
            example: None,
            external_docs: None,
        };
        let media = MediaType {
            schema: Some(schema),
            ..MediaType::default()
        };
        Some(Documented {
            description: "Why it was not done.".into(),
            content: [("application/problem+json".to_owned(), media)]
                .into_iter()
                .collect(),
            ..Documented::default()
        })
    }

    fn inferred_responses(
        ctx: &mut GenContext,
        operation: &mut Operation,
    ) -> Vec<(Option<Code>, Documented)> {
        Self::operation_response(ctx, operation)
            .into_iter()
            .map(|response| (None, response))
            .collect()
    }
}
