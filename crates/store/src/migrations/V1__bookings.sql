-- The common schema of both engines. Each key begins with the venue, so that a venue's rows lie together and can be
-- moved apart from all others. Instants are microseconds since 1970 in UTC; an end of 9223372036854775807 is open.
-- What stands in a comment that begins with `sqlite` is read by SQLite alone.

create table setting (
    name text primary key,
    value text not null
) /*sqlite strict, without rowid */;

create table venue (
    id bigint primary key,
    slug text not null unique,
    name text not null,
    zone text not null,
    language text not null,
    currency text not null,
    -- JSON; absent means always open.
    hours text,
    -- JSON.
    policy text not null,
    -- Counts the changes of settings and resources; whoever keeps a picture of them compares it.
    settings bigint not null,
    -- Counts the writing batches. Raising it is the lock that makes them wait for one another.
    revision bigint not null,
    next_resource bigint not null,
    next_booking bigint not null,
    next_claim bigint not null,
    next_hold bigint not null,
    next_block bigint not null,
    next_slot bigint not null,
    made_at bigint not null
) /*sqlite strict */;

create table kind (
    venue bigint not null,
    name text not null,
    -- JSON.
    policy text not null,
    -- Numbers within a kind are never reused, so the next one is kept even when all resources are gone.
    next_number bigint not null,
    primary key (venue, name)
) /*sqlite strict, without rowid */;

create table resource (
    venue bigint not null,
    id bigint not null,
    kind text not null,
    number bigint not null,
    name text not null,
    seats_from bigint not null,
    seats_to bigint not null,
    price bigint not null,
    lanes bigint not null,
    open bigint not null,
    retired bigint not null,
    -- 1 once a booking has left it for another; those that are on it tell by themselves.
    was_booked bigint not null default 0,
    schedule text not null,
    hours text,
    policy text not null,
    primary key (venue, id),
    unique (venue, kind, number)
) /*sqlite strict, without rowid */;

create table booking (
    venue bigint not null,
    id bigint not null,
    state text not null,
    -- 1 while the booking waits to begin with its confirmation; it is then listed under the time it was made.
    from_confirmation bigint not null,
    starts_at bigint not null,
    -- Absent while the end is open.
    ends_at bigint,
    -- The zone by which the guest was told his time, and what he was told, in wall time.
    zone text not null,
    wall text not null,
    slot bigint,
    party bigint,
    price bigint not null,
    currency text not null,
    name text,
    email text,
    phone text,
    account bigint,
    note text,
    language text,
    channel text not null,
    deadline bigint,
    cancel_asked_at bigint,
    made_at bigint not null,
    key_version bigint not null,
    version bigint not null,
    primary key (venue, id)
) /*sqlite strict, without rowid */;

create index booking_by_start on booking (venue, starts_at, id);
create index booking_by_email on booking (venue, email, starts_at, id) where email is not null;
create index booking_by_phone on booking (venue, phone, starts_at, id) where phone is not null;
-- The few that wait for a decision. The state leads, so that it is taken for the better way in.
create index booking_requested on booking (state, venue, starts_at, id) where state = 'requested';
create index booking_tentative on booking (state, venue, starts_at, id) where state = 'tentative';
create index booking_due on booking (deadline) where deadline is not null;

create table claim (
    venue bigint not null,
    -- 1 a booking, 2 a hold, 3 a block.
    owner_kind bigint not null,
    owner bigint not null,
    id bigint not null,
    resource bigint not null,
    lane bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    -- 1 exactly while its time is taken; a request's claims sleep, a cancelled booking's are over.
    live bigint not null,
    -- When it lapses by itself.
    deadline bigint,
    primary key (venue, owner_kind, owner, id),
    check (starts_at < ends_at)
) /*sqlite strict, without rowid */;

create index claim_live on claim (venue, resource, starts_at, lane, ends_at) where live = 1;
create index claim_window on claim (venue, starts_at) where live = 1;
-- The few claims of a day and more, which a search bounded by their start would miss.
create index claim_long on claim (venue, ends_at) where live = 1 and starts_at <= ends_at - 86400000000;
create index claim_of_resource on claim (venue, resource, owner_kind, owner);

create table hold (
    venue bigint not null,
    id bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    slot bigint,
    party bigint,
    deadline bigint not null,
    primary key (venue, id)
) /*sqlite strict, without rowid */;

create index hold_due on hold (deadline);

create table block (
    venue bigint not null,
    id bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    -- JSON: the numbers of the resources.
    resources text not null,
    reason text,
    primary key (venue, id)
) /*sqlite strict, without rowid */;

create index block_by_end on block (venue, ends_at);

create table slot (
    venue bigint not null,
    id bigint not null,
    resource bigint not null,
    starts_at bigint not null,
    ends_at bigint not null,
    topic text,
    price bigint,
    version bigint not null default 1,
    primary key (venue, id),
    check (starts_at < ends_at)
) /*sqlite strict, without rowid */;

create index slot_by_start on slot (venue, resource, starts_at, ends_at);

-- One line for each version of a booking.
create table history (
    venue bigint not null,
    booking bigint not null,
    version bigint not null,
    at bigint not null,
    role text not null,
    account bigint,
    act text not null,
    state_before text,
    state_after text not null,
    starts_at bigint,
    ends_at bigint,
    price bigint not null,
    reason text,
    primary key (venue, booking, version)
) /*sqlite strict, without rowid */;

-- The messages that changes owe. Written with their cause, carried later.
create table outbox (
    venue bigint not null,
    booking bigint not null,
    version bigint not null,
    recipient text not null,
    topic text not null,
    -- When it may be carried next; a lease moves it ahead.
    due_at bigint not null,
    attempts bigint not null,
    -- When it was delivered or given up; waiting until then.
    settled_at bigint,
    -- Why it was given up.
    failure text,
    primary key (venue, booking, version, recipient, topic)
) /*sqlite strict, without rowid */;

create index outbox_due on outbox (due_at) where settled_at is null;

-- What was made under which key, so that asking again makes nothing twice.
create table idempotency (
    venue bigint not null,
    caller text not null,
    key text not null,
    -- What was asked, as a digest.
    fingerprint text not null,
    -- What came of it, as JSON.
    outcome text not null,
    made_at bigint not null,
    touched_at bigint not null,
    primary key (venue, caller, key)
) /*sqlite strict, without rowid */;

create index idempotency_by_age on idempotency (touched_at);
