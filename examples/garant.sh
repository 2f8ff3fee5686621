#!/usr/bin/env bash
# The whole life of a table in `garant`, told with curl: a customer, a user of the dump and a guest without login order the
# same table, an admin accepts one of them and refuses others, the letters' button cancels, an admin releases the table.
#
#   bronya demo                                    in one terminal
#   examples/garant.sh                             in another
#
#   BASE_URL=http://127.0.0.1:9001 examples/garant.sh    where the dialect has a listener of its own
#   LETTERS=bronya.db.letters examples/garant.sh         where letters are laid into a folder, as `bronya serve` does
#   PASSWORD=secret examples/garant.sh                   where the users of the dump have another password than 1
#
# It needs curl and python3, which reads JSON and letters.
set -euo pipefail

BASE_URL=${BASE_URL:-http://127.0.0.1:9000/dialects/garant}
LETTERS=${LETTERS:-}
PASSWORD=${PASSWORD:-1}
GUEST=guest-$$-$RANDOM@example.org
WHO=()

step() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# call METHOD PATH [JSON]: prints the answer; fails unless it is HTTP 200 (or the status in EXPECT).
call() {
    local answer status body=()
    if [ $# -gt 2 ]; then body=(-H 'Content-Type: application/json' -d "$3"); fi
    answer=$(curl -sS -w '\n%{http_code}' -X "$1" "${WHO[@]}" "${body[@]}" "$BASE_URL$2") || fail "nobody answers at $BASE_URL"
    status=${answer##*$'\n'}
    answer=${answer%$'\n'*}
    printf '%s\n' "$answer" >&2
    [ "$status" = "${EXPECT:-200}" ] || fail "HTTP $status instead of ${EXPECT:-200}"
    printf '%s' "$answer"
}

# read_json EXPRESSION: what a Python expression finds in the JSON `it`.
read_json() { python3 -c 'import json, sys; it = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }

# letter ADDRESS SUBJECT: waits for the letter to that address under that subject, or under any where it is empty, which was
# not there yet at `mark`, and prints the cancel link in it, if it has one.
SEEN=$(mktemp)
trap 'rm -f "$SEEN"' EXIT
mark() { read_letters mark; }
letter() { read_letters "$@" || fail "no letter to $1 under: $2"; }
read_letters() {
    python3 - "$SEEN" "${BASE_URL%%/dialects/*}" "$LETTERS" "$@" <<'PYTHON'
import email, email.policy, glob, hashlib, json, re, sys, time, urllib.request

seen, house, folder, *wanted = sys.argv[1:]

def letters():
    if not folder:
        with urllib.request.urlopen(house + "/demo/mailbox.json") as mailbox:
            for one in json.load(mailbox):
                yield one["to"], one["subject"], one["text"]
        return
    for path in glob.glob(folder + "/*.eml"):
        with open(path, "rb") as file:
            one = email.message_from_binary_file(file, policy=email.policy.default)
        yield str(one["to"]), str(one["subject"]), one.get_body(("plain",)).get_content()

def name(one):
    return hashlib.sha256("\0".join(one).encode()).hexdigest()

if wanted == ["mark"]:
    with open(seen, "w") as file:
        file.write("\n".join(name(one) for one in letters()))
    sys.exit()
with open(seen) as file:
    before = file.read().split()
for _ in range(300):
    for one in letters():
        to, subject, text = one
        if wanted[0] in to and wanted[1] in ('', subject) and name(one) not in before:
            print(f"letter to {wanted[0]}: {subject}", file=sys.stderr)
            link = re.search(r"https?://\S*/cancel_booking/\?\S+", text)
            print(link.group(0) if link else "")
            sys.exit()
    time.sleep(0.1)
sys.exit(1)
PYTHON
}

# token NAME: an access token of that user.
token() {
    local answer
    answer=$(call POST /api/token/ "{\"username\": \"$1\", \"password\": \"$PASSWORD\"}") || exit 1
    read_json 'it["access"]' <<<"$answer"
}

step "The users of the dump log in, for a token or with every call"
admin=$(token admin)
josh=$(token josh)
by_admin() { WHO=(-H "Authorization: Bearer $admin"); }
by_josh() { WHO=(-H "Authorization: Bearer $josh"); }
by_customer() { WHO=(-u "customer:$PASSWORD"); }
by_nobody() { WHO=(); }
mark

step "An admin adds a table"
by_admin
table=$(EXPECT=201 call POST /api/admin/add_table/ '{"table_type": "cabin", "seats": 4, "price": "1500.00"}' | read_json 'it["data"]["id"]')

# found: whether anybody who looks finds the table.
found() {
    (by_nobody && call POST /api/customer/view_tables/ '{"table_type": "cabin", "seats_min": 4, "price_max": 1500}') |
        read_json "any(row['id'] == $table for row in it)"
}

# booking ADDRESS: the number of the booking of the table from that address, as an admin sees it.
booking() {
    call GET /api/admin/view_active_bookings/ |
        read_json "[row['id'] for row in it if row['table']['id'] == $table and row['customer_email'] == '$1'][0]"
}

step "A customer orders it; a letter says so, and asking again changes nothing"
[ "$(found)" = True ] || fail "the new table is not found"
by_customer
call POST "/api/customer/book_table/?id=$table" >/dev/null
letter customer@example.com 'Table booking' >/dev/null
again=$(call POST "/api/customer/book_table/?id=$table" | read_json 'it["detail"]')
[[ $again == "You have already booked this table."* ]] || fail "the same table was ordered twice"

step "The table stays free: another user and a guest without login order it, too"
[ "$(found)" = True ] || fail "an order took the table"
by_josh
call POST "/api/customer/book_table/?id=$table" >/dev/null
by_nobody
call POST "/api/customer/book_table/?id=$table" "{\"email\": \"$GUEST\", \"phone\": \"8 (912) 345-67-89\"}" >/dev/null
link=$(letter "$GUEST" 'Table booking')
EXPECT=401 call POST "/api/customer/book_table/?id=$table" >/dev/null

step "Opening the link in the letter only shows a page; the button there cancels, without a login"
page=$(curl -sS -H 'Accept: text/html' "$link")
grep -q '<form method="post"' <<<"$page" || fail "the page has no button"
page=$(curl -sS -H 'Accept: text/html' --data-urlencode "id=${link##*id=}" "$link")
grep -q 'Your booking is canceled successfully.' <<<"$page" || fail "the order was not canceled"
EXPECT=400 call POST "/api/customer/cancel_booking/?id=${link##*id=}" >/dev/null

step "The guest orders once more, and the admin refuses that one order"
call POST "/api/customer/book_table/?id=$table" "{\"email\": \"$GUEST\"}" >/dev/null
by_admin
refused=$(booking "$GUEST")
call POST "/api/admin/refuse_booking/?id=$refused" >/dev/null
letter "$GUEST" 'Booking is refused' >/dev/null

step "The admin accepts the customer: the table is taken, whoever waited for it is told"
accepted=$(booking customer@example.com)
call POST "/api/admin/accept_booking/?id=$accepted" >/dev/null
link=$(letter customer@example.com 'Your booking is accepted')
letter josh@example.com 'Booking is refused' >/dev/null
[ "$(found)" = False ] || fail "a taken table is found"
EXPECT=400 call POST "/api/admin/accept_booking/?id=$accepted" >/dev/null
by_josh
EXPECT=400 call POST "/api/customer/book_table/?id=$table" >/dev/null

step "The customer asks to cancel; the admin gets a letter and sees it in the list"
EXPECT=400 call POST "/api/customer/cancel_booking/?id=${link##*id=}" >/dev/null
by_customer
call POST "/api/customer/cancel_booking/?id=${link##*id=}" >/dev/null
by_admin
asks=$(call GET /api/admin/view_active_bookings/ |
    read_json "[row['is_waiting_for_cancel'] for row in it if row['id'] == $accepted][0]")
[ "$asks" = True ] || fail "nobody sees that he asks"
letter admin@example.com '' >/dev/null

step "The admin cancels, and the table is free again"
call POST "/api/admin/cancel_booking/?id=$accepted" >/dev/null
letter customer@example.com 'Booking is canceled' >/dev/null
[ "$(found)" = True ] || fail "the table is not free again"

step "He changes the table and takes it out of the offer"
EXPECT=201 call PATCH /api/admin/update_table/ "{\"id\": \"$table\", \"price\": 1250.5}" >/dev/null
EXPECT=201 call PATCH /api/admin/update_table/ "{\"id\": $table, \"can_be_booked\": false}" >/dev/null
[ "$(found)" = False ] || fail "a closed table is found"
by_customer
EXPECT=403 call POST /api/admin/add_table/ '{}' >/dev/null

step "Done"
