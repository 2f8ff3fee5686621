-- The common schema of both engines. Each key begins with the venue, so that a venue's rows lie together and can be
-- moved apart from all others. Instants are microseconds since 1970 in UTC; an end of 9223372036854775807 is open.
-- What stands in a comment that begins with `sqlite` is read by SQLite alone.

create table setting (
    name text primary key,
    value text not null
) /*sqlite strict, without rowid */;

-- Somebody who can log in. Names are unique within a realm: the installation, or one foreign contract's instance.
create table account (
    id bigint primary key,
    realm text not null,
    username text,
    email text,
    -- 1 once a letter's link has shown that the address is his.
    email_confirmed bigint not null,
    phone text,
    first_name text,
    last_name text,
    middle_name text,
    language text,
    -- A PHC string, or the form of the program that it was imported from; absent until he has chosen one.
    password text,
    -- 1 for whoever runs the installation.
    operator bigint not null,
    blocked bigint not null,
    -- Present once his data was erased; nobody logs in with it again.
    erased_at bigint,
    made_at bigint not null,
    version bigint not null,
    unique (realm, username),
    unique (realm, email)
) /*sqlite strict */;

create index account_of_realm on account (realm, id);
create index account_operator on account (id) where operator = 1;
create index account_by_phone on account (realm, phone) where phone is not null;

-- What an account may do at a venue.
create table role (
    venue bigint not null,
    account bigint not null,
    -- customer, specialist, staff or admin.
    role text not null,
    -- A specialist's own time.
    resource bigint,
    -- 1 where the venue wants nothing more to do with him.
    blocked bigint not null,
    primary key (venue, account)
) /*sqlite strict, without rowid */;

create index role_of_account on role (account);
-- Those who are more at a venue than its customers.
create index role_of_crew on role (venue, role) where role <> 'customer';
create index role_of_time on role (venue, resource) where resource is not null;

-- One login. It stands behind every token that it gave out.
create table session (
    id text primary key,
    account bigint not null,
    -- Counts the refresh tokens; only that of the last one is good.
    generation bigint not null,
    rotated_at bigint not null,
    made_at bigint not null,
    expires_at bigint not null
) /*sqlite strict, without rowid */;

create index session_of_account on session (account);
create index session_by_end on session (expires_at);

-- A link that works once: an invitation, a password reset, a confirmation of an address, the first setup.
create table ticket (
    id bigint primary key,
    purpose text not null,
    -- 0 where it makes an account.
    account bigint not null,
    -- The address that it was sent to, where it confirms one.
    email text,
    made_at bigint not null,
    expires_at bigint not null,
    used_at bigint
) /*sqlite strict */;

create index ticket_of_account on ticket (account, purpose);
create index ticket_by_end on ticket (expires_at);

-- A key by which another program acts for a venue.
create table api_key (
    venue bigint not null,
    id bigint not null,
    name text not null,
    -- SHA-256 of the key in hexadecimal digits.
    hash text not null unique,
    -- JSON: the names of the scopes.
    scopes text not null,
    made_by bigint not null,
    made_at bigint not null,
    used_at bigint,
    revoked_at bigint,
    primary key (venue, id)
) /*sqlite strict, without rowid */;

create table venue (
    id bigint primary key,
    slug text not null unique,
    name text not null,
    address text,
    -- The country in whose habit phone numbers are written.
    region text,
    -- An address that gets every letter to the staff.
    staff_email text,
    zone text not null,
    language text not null,
    currency text not null,
    -- JSON; absent means always open.
    hours text,
    -- JSON.
    policy text not null,
    -- JSON: rules by channel.
    channels text not null,
    -- JSON: the sites that may show the page on which its guests book in a frame.
    embedders text not null,
    -- JSON: where its own program hears of its bookings, and of what.
    webhook text,
    -- Counts the changes of settings and resources; whoever keeps a picture of them compares it.
    settings bigint not null,
    -- Counts the batches that wrote. They lock the row first, which makes them wait for one another.
    revision bigint not null,
    next_resource bigint not null,
    next_booking bigint not null,
    next_claim bigint not null,
    next_hold bigint not null,
    next_block bigint not null,
    next_slot bigint not null,
    made_at bigint not null
) /*sqlite strict */;

-- A foreign contract that is spoken for a venue.
create table instance (
    -- The contract's name, or the contract's and the venue's: the channel of its bookings and the realm of its users.
    name text primary key,
    venue bigint not null,
    -- JSON: what the operator set for it.
    settings text not null
) /*sqlite strict, without rowid */;

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
    -- 1 once a booking had it that takes none of its time now; those that do tell by themselves.
    was_booked bigint not null default 0,
    schedule text not null,
    hours text,
    policy text not null,
    primary key (venue, id),
    unique (venue, kind, number)
) /*sqlite strict, without rowid */;

-- Where things stand in a venue's rooms. It is read and written as a whole.
create table floor_plan (
    venue bigint primary key,
    -- Counts the plans that the venue has had.
    version bigint not null,
    -- JSON.
    plan text not null
) /*sqlite strict */;

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
create index booking_by_account on booking (account, venue, starts_at, id) where account is not null;
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

-- The calendars whose secret address was renewed; of those that are not here the first address still leads to them.
create table feed (
    venue bigint not null,
    -- Whose time it shows; 0 for the whole venue.
    resource bigint not null,
    key_version bigint not null,
    primary key (venue, resource)
) /*sqlite strict, without rowid */;

-- One line for each version of a booking: what was done and how it stood then. What is said of a change later is read from its
-- line and the one before.
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
    -- The numbers of its resources in the order of its claims, with commas between them.
    resources text not null,
    slot bigint,
    party bigint,
    deadline bigint,
    primary key (venue, booking, version)
) /*sqlite strict, without rowid */;

-- What somebody said when he acted, for the day on which he wants it forgotten.
create index history_words on history (account) where account is not null and reason is not null;

-- The last change of a booking, where the staff can take it back for a moment; it says nothing of the guest.
create table undo (
    venue bigint not null,
    booking bigint not null,
    -- The version that the change gave the booking.
    version bigint not null,
    until bigint not null,
    -- What the booking was, as JSON.
    was text not null,
    primary key (venue, booking)
) /*sqlite strict, without rowid */;

create index undo_by_end on undo (until);

-- The messages that changes owe. Written with their cause, carried later. What a change was stands in the history.
create table outbox (
    -- 0 where it is about an account and no venue.
    venue bigint not null,
    -- 1 a booking, 2 a ticket, 3 nothing: it shows how a letter looks.
    about bigint not null,
    number bigint not null,
    -- The version that the change gave the booking.
    version bigint not null,
    recipient text not null,
    topic text not null,
    -- The account that reads it; -1 where it goes to the venue's own address; 0 while it is owed to a side of the booking
    -- and nobody is picked yet, and for a guest.
    reader bigint not null,
    -- When it became owed, which is what it says of its own time.
    owed_at bigint not null,
    -- Since when it has been tried: since it became owed, or since somebody had it sent again.
    tried_from bigint not null,
    -- When it may be carried next; a lease moves it ahead.
    due_at bigint not null,
    attempts bigint not null,
    -- What stood in the way of the last try.
    last_problem text,
    -- When it was delivered or given up; waiting until then.
    settled_at bigint,
    -- Why it was given up.
    failure text,
    -- What the same change owes besides, until this message is lent for the first time and the others get rows of their own:
    -- 1 where the staff are told the same, and when the guest is to be reminded.
    with_staff bigint,
    remind_at bigint,
    primary key (venue, about, number, version, recipient, topic, reader)
) /*sqlite strict, without rowid */;

-- Letters and webhooks are carried apart from each other, so that neither waits behind what is due of the other.
create index outbox_due on outbox (due_at) where settled_at is null and recipient <> 'program';
create index outbox_due_program on outbox (due_at) where settled_at is null and recipient = 'program';
create index outbox_of_reader on outbox (reader) where reader <> 0;
create index outbox_given_up on outbox (venue, settled_at) where failure is not null;

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
