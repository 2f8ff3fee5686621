//! Takes requests apart: the parts of the address, headers, query and body, each with its description for the
//! document. What cannot be read is a problem that names it.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use aide::OperationInput;
use aide::generate::GenContext;
use aide::openapi::{
    HeaderStyle, MediaType, Operation, Parameter, ParameterData, ParameterSchemaOrContent,
    PathStyle, RequestBody, SchemaObject,
};
use aide::operation::{ParamLocation, add_parameters, parameters_from_schema, set_body};
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use bronya_desk::{Desk, Key};
use bronya_domain::catalog::Catalog;
use bronya_domain::id::{AccountId, ApiKeyId, BlockId, BookingId, ResourceId, SlotId};
use bronya_gate::address::{ClientAddress, Peer, client};
use bronya_gate::{Caller, Denial, Gate, marks, reading, texts};
use garde::Validate;
use http_body_util::LengthLimitError;
use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};

use crate::admission::{self, GUEST_KEY};
use crate::layers::BODY_MOST;
use crate::problem::{Problem, Result};

/// How long a body may take altogether.
const BODY_TIME: Duration = Duration::from_secs(20);
/// Whoever lets us wait longer for his body is asked anew who he is when it has come: what he may do can have changed.
const WAITED_FOR: SignedDuration = SignedDuration::from_millis(500);

/// Who calls; the layer before the route found out.
pub(crate) struct By(pub Caller);

/// Where the request came from.
pub(crate) struct From(pub ClientAddress);

/// The desk, at which whoever calls manages a venue: what he changes by it stands in the venue's history as his deed.
pub(crate) struct Managing(pub Desk);

/// The venue that the address names.
pub(crate) struct In(pub Arc<Catalog>);

/// The number that the address names.
pub(crate) struct Id<T>(pub T);

/// The kind of resource that the address names.
pub(crate) struct Kind(pub String);

/// The hold that the address names, by its unguessable name.
pub(crate) struct HoldName(pub String);

/// The version that the caller saw.
pub(crate) struct Expects(pub Option<i64>);

/// The key that a guest shows, and where he shows it from, for who shows wrong ones is counted.
pub(crate) struct GuestKey(pub Option<String>, pub ClientAddress);

/// The query.
pub(crate) struct Query<T>(pub T);

/// The body.
pub(crate) struct Body<T>(pub T);

/// The body, or the default where there is none.
pub(crate) struct MaybeBody<T>(pub T);

/// The body of a request that makes something, with its idempotency key.
pub(crate) struct Keyed<T>(pub T, pub Option<Key>);

/// What an address names by number.
pub(crate) trait Numbered: From64 {
    /// The code of the answer where there is none of that name.
    const UNKNOWN: &'static str;
    /// What it is, for the document.
    const NOUN: &'static str;
}

/// Made from a number.
pub(crate) trait From64 {
    fn from64(number: i64) -> Self;
}

macro_rules! numbered {
    ($($id:ident, $unknown:literal, $noun:literal;)*) => {$(
        impl From64 for $id {
            fn from64(number: i64) -> Self {
                Self(number)
            }
        }
        impl Numbered for $id {
            const UNKNOWN: &'static str = $unknown;
            const NOUN: &'static str = $noun;
        }
    )*};
}

numbered! {
    ResourceId, "unknown_resource", "The number of a resource.";
    BookingId, "unknown_booking", "The number of a booking.";
    BlockId, "unknown_block", "The number of a block.";
    SlotId, "unknown_slot", "The number of a slot.";
    AccountId, "unknown_account", "The number of an account.";
    ApiKeyId, "unknown_key", "The number of a key.";
}

/// Reads a value that was named: null where it is to be taken away. What is not named is left to the default.
pub(crate) fn told<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(from).map(Some)
}

/// A part of the address. What is no text is as unknown as a text that names nothing.
pub(crate) async fn part(parts: &mut Parts, name: &str) -> Result<String> {
    let unknown = |_| Problem::from(Denial::not_found());
    let params = RawPathParams::from_request_parts(parts, &())
        .await
        .map_err(unknown)?;
    let found = params
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| value.to_owned());
    found.ok_or_else(|| Denial::not_found().into())
}

impl FromRequestParts<Gate> for By {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &Gate) -> Result<Self> {
        let caller = parts.extensions.get::<Caller>().cloned();
        caller.map(Self).ok_or_else(|| Denial::internal().into())
    }
}

impl FromRequestParts<Gate> for Managing {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, gate: &Gate) -> Result<Self> {
        let By(caller) = By::from_request_parts(parts, gate).await?;
        Ok(Self(gate.desk_of(caller.actor())))
    }
}

impl FromRequestParts<Gate> for In {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &Gate) -> Result<Self> {
        let catalog = parts.extensions.get::<Arc<Catalog>>().cloned();
        catalog.map(Self).ok_or_else(|| Denial::internal().into())
    }
}

impl FromRequestParts<Gate> for From {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, gate: &Gate) -> Result<Self> {
        let peer = parts.extensions.get::<Peer>().map(|peer| peer.0);
        Ok(Self(client(peer, &parts.headers, gate.proxies())))
    }
}

impl<T: Numbered> FromRequestParts<Gate> for Id<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &Gate) -> Result<Self> {
        let text = part(parts, "id").await?;
        let number = Some(text).filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        let number = number.and_then(|text| text.parse().ok());
        let unknown = || {
            Denial::new(
                StatusCode::NOT_FOUND,
                T::UNKNOWN,
                "There is nothing of that number.",
            )
        };
        number
            .map(|number| Self(T::from64(number)))
            .ok_or_else(|| unknown().into())
    }
}

impl FromRequestParts<Gate> for Kind {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &Gate) -> Result<Self> {
        let kind = part(parts, "kind").await?;
        let unknown = || {
            Denial::new(
                StatusCode::NOT_FOUND,
                "unknown_kind",
                "No kind is called that.",
            )
        };
        if texts::is_kind(&kind) {
            Ok(Self(kind))
        } else {
            Err(unknown().into())
        }
    }
}

impl FromRequestParts<Gate> for HoldName {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &Gate) -> Result<Self> {
        part(parts, "hold").await.map(Self)
    }
}

impl FromRequestParts<Gate> for Expects {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &Gate) -> Result<Self> {
        Ok(Self(marks::if_match(&parts.headers)?))
    }
}

impl FromRequestParts<Gate> for GuestKey {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, gate: &Gate) -> Result<Self> {
        let From(from) = From::from_request_parts(parts, gate).await?;
        let shown = parts
            .headers
            .get(GUEST_KEY)
            .and_then(|key| key.to_str().ok());
        Ok(Self(shown.map(str::to_owned), from))
    }
}

impl<T: DeserializeOwned + Validate<Context = ()>> FromRequestParts<Gate> for Query<T> {
    type Rejection = Problem;
    async fn from_request_parts(parts: &mut Parts, _: &Gate) -> Result<Self> {
        Ok(Self(reading::query(parts.uri.query().unwrap_or_default())?))
    }
}

impl<T: DeserializeOwned + Validate<Context = ()>> FromRequest<Gate> for Body<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, gate: &Gate) -> Result<Self> {
        let (parts, bytes) = taken_apart(request, gate).await?;
        Ok(Self(read(&parts, &bytes)?.value))
    }
}

impl<T: DeserializeOwned + Default + Validate<Context = ()>> FromRequest<Gate> for MaybeBody<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, gate: &Gate) -> Result<Self> {
        let (parts, bytes) = taken_apart(request, gate).await?;
        if bytes.is_empty() {
            Ok(Self(T::default()))
        } else {
            Ok(Self(read(&parts, &bytes)?.value))
        }
    }
}

impl<T: DeserializeOwned + Validate<Context = ()>> FromRequest<Gate> for Keyed<T> {
    type Rejection = Problem;
    async fn from_request(request: Request, gate: &Gate) -> Result<Self> {
        let (mut parts, bytes) = taken_apart(request, gate).await?;
        let By(caller) = By::from_request_parts(&mut parts, gate).await?;
        let read = read(&parts, &bytes)?;
        let key = marks::idempotency_key(&parts.headers, &caller, &read.fingerprint)?;
        Ok(Self(read.value, key))
    }
}

pub(crate) async fn taken_apart(request: Request, gate: &Gate) -> Result<(Parts, Bytes)> {
    let (mut parts, body) = request.into_parts();
    let began = gate.now();
    let read = tokio::time::timeout(BODY_TIME, to_bytes(body, BODY_MOST)).await;
    let read = read.map_err(|_| {
        Denial::new(
            StatusCode::REQUEST_TIMEOUT,
            "body_too_slow",
            "The body did not come to its end in time.",
        )
        .of("body")
    })?;
    let bytes = read.map_err(|error| match error.source() {
        Some(cause) if cause.is::<LengthLimitError>() => Denial::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "body_too_large",
            "The body is larger than 64 KiB.",
        )
        .of("body"),
        _ => Denial::new(
            StatusCode::BAD_REQUEST,
            "bad_body",
            "The body broke off before its end.",
        )
        .of("body"),
    })?;
    if gate.now().duration_since(began) > WAITED_FOR {
        admission::again(gate, &mut parts).await?;
    }
    Ok((parts, bytes))
}

fn read<T: DeserializeOwned + Validate<Context = ()>>(
    parts: &Parts,
    bytes: &[u8],
) -> Result<reading::Read<T>> {
    Ok(reading::json(
        &parts.headers,
        [parts.method.as_str(), parts.uri.path()],
        bytes,
    )?)
}

impl OperationInput for By {}

impl OperationInput for Managing {}

impl OperationInput for From {}

impl OperationInput for In {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        in_path::<String>(ctx, operation, "venue", "The venue's name in addresses.");
    }
}

impl<T: Numbered> OperationInput for Id<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        in_path::<i64>(ctx, operation, "id", T::NOUN);
    }
}

impl OperationInput for Kind {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        in_path::<String>(
            ctx,
            operation,
            "kind",
            "The venue's word for a kind of resource.",
        );
    }
}

impl OperationInput for HoldName {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        in_path::<String>(
            ctx,
            operation,
            "hold",
            "The name of the hold, as making it gave it.",
        );
    }
}

impl OperationInput for Expects {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        let words = "The `ETag` that the caller saw; something else is refused with 412.";
        in_header(ctx, operation, "If-Match", words);
    }
}

impl OperationInput for GuestKey {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        in_header(
            ctx,
            operation,
            GUEST_KEY,
            "The key that a guest got with his booking.",
        );
    }
}

impl<T: JsonSchema> OperationInput for Query<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        let schema = ctx.schema.subschema_for::<T>();
        let parameters = parameters_from_schema(ctx, schema, ParamLocation::Query);
        add_parameters(ctx, operation, parameters);
    }
}

impl<T: JsonSchema> OperationInput for Body<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        body::<T>(ctx, operation, true);
    }
}

impl<T: JsonSchema> OperationInput for MaybeBody<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        body::<T>(ctx, operation, false);
    }
}

impl<T: JsonSchema> OperationInput for Keyed<T> {
    fn operation_input(ctx: &mut GenContext, operation: &mut Operation) {
        let words = "A key of the caller's choice: asking again with it makes nothing twice.";
        in_header(ctx, operation, marks::IDEMPOTENCY_KEY, words);
        body::<T>(ctx, operation, true);
    }
}

fn data<T: JsonSchema>(
    ctx: &mut GenContext,
    name: &str,
    words: &str,
    required: bool,
) -> ParameterData {
    let json_schema = ctx.schema.subschema_for::<T>();
    let schema = SchemaObject {
        json_schema,
        example: None,
        external_docs: None,
    };
    ParameterData {
        name: name.to_owned(),
        description: Some(words.to_owned()),
        required,
        deprecated: None,
        format: ParameterSchemaOrContent::Schema(schema),
        example: None,
        examples: Default::default(),
        explode: None,
        extensions: Default::default(),
    }
}

pub(crate) fn in_path<T: JsonSchema>(
    ctx: &mut GenContext,
    operation: &mut Operation,
    name: &str,
    words: &str,
) {
    let parameter_data = data::<T>(ctx, name, words, true);
    add_parameters(
        ctx,
        operation,
        [Parameter::Path {
            parameter_data,
            style: PathStyle::Simple,
        }],
    );
}

pub(crate) fn in_header(ctx: &mut GenContext, operation: &mut Operation, name: &str, words: &str) {
    let parameter_data = data::<String>(ctx, name, words, false);
    add_parameters(
        ctx,
        operation,
        [Parameter::Header {
            parameter_data,
            style: HeaderStyle::Simple,
        }],
    );
}

/// Notes that a body may come as a form, too.
pub(crate) fn also_as_form(operation: &mut Operation) {
    let body = operation.request_body.as_mut();
    if let Some(aide::openapi::ReferenceOr::Item(body)) = body
        && let Some(json) = body.content.get("application/json").cloned()
    {
        let form = "application/x-www-form-urlencoded".to_owned();
        body.content.insert(form, json);
    }
}

fn body<T: JsonSchema>(ctx: &mut GenContext, operation: &mut Operation, required: bool) {
    let json_schema = ctx.schema.subschema_for::<T>();
    let description = ctx.resolve_schema(&json_schema).get("description");
    let description = description
        .and_then(|words| words.as_str())
        .map(str::to_owned);
    let schema = SchemaObject {
        json_schema,
        example: None,
        external_docs: None,
    };
    let media = MediaType {
        schema: Some(schema),
        ..MediaType::default()
    };
    let content = [("application/json".to_owned(), media)]
        .into_iter()
        .collect();
    set_body(
        ctx,
        operation,
        RequestBody {
            description,
            content,
            required,
            extensions: Default::default(),
        },
    );
}
