#!/usr/bin/env bash
# The whole life of a table in `logist`, told with curl: a worker adds tables, a guest orders one and is confirmed, cancels
# by the button in his letter, somebody comes in from the street.
#
#   bronya demo                                    in one terminal
#   examples/logist.sh                             in another
#
#   BASE_URL=http://127.0.0.1:8000 examples/logist.sh    where the dialect has a listener of its own
#   LETTERS=bronya.db.letters examples/logist.sh         where letters are laid into a folder, as `bronya serve` does
#   WORKER=anna PASSWORD=secret examples/logist.sh       where somebody has registered before
#
# It needs curl and python3, which reads JSON and letters.
set -euo pipefail

BASE_URL=${BASE_URL:-http://127.0.0.1:9000/dialects/logist}
LETTERS=${LETTERS:-}
WORKER=${WORKER:-anna}
PASSWORD=${PASSWORD:-Table-for-two-7}
GUEST=guest-$$-$RANDOM@example.org
TOKEN=

step() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# post PATH JSON: prints the answer; fails unless it is HTTP 200 (or the status in EXPECT).
post() { send -X POST -H 'Content-Type: application/json' -d "$2" "$BASE_URL$1"; }
get() { send "$BASE_URL$1"; }
send() {
    local answer status header=()
    if [ -n "$TOKEN" ]; then header=(-H "Authorization: Bearer $TOKEN"); fi
    answer=$(curl -sS -w '\n%{http_code}' "${header[@]}" "$@") || fail "nobody answers at $BASE_URL"
    status=${answer##*$'\n'}
    answer=${answer%$'\n'*}
    printf '%s\n' "$answer" >&2
    [ "$status" = "${EXPECT:-200}" ] || fail "HTTP $status instead of ${EXPECT:-200}"
    printf '%s' "$answer"
}

# read_json EXPRESSION: what a Python expression finds in the JSON `it`.
read_json() { python3 -c 'import json, sys; it = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }

# letter ADDRESS WORDS: waits for the letter to that address with these words, and prints the link in it, if it has one.
letter() {
    python3 - "$1" "$2" "${BASE_URL%%/dialects/*}" "$LETTERS" <<'PYTHON' || fail "no letter to $1 that says: $2"
import email, email.policy, glob, json, re, sys, time, urllib.request

address, words, house, folder = sys.argv[1:]

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

for _ in range(300):
    for to, subject, text in letters():
        if address in to and words in text:
            print(f"letter to {address}: {subject}: {words}", file=sys.stderr)
            link = re.search(r"https?://\S*/cancel/\?\S+", text)
            print(link.group(0) if link else "")
            sys.exit()
    time.sleep(0.1)
sys.exit(1)
PYTHON
}

step "The first worker registers, or is there from the last time"
curl -sS -X POST -H 'Content-Type: application/json' "$BASE_URL/registr/" \
    -d "{\"username\": \"$WORKER\", \"password1\": \"$PASSWORD\", \"password2\": \"$PASSWORD\"}" || fail "nobody answers at $BASE_URL"
echo

step "He logs in"
tokens=$(post /login/ "{\"username\": \"$WORKER\", \"password\": \"$PASSWORD\"}")
access=$(read_json 'it["access_token"]' <<<"$tokens") || fail "somebody else is the first worker here: say WORKER and PASSWORD"
refresh=$(read_json 'it["refresh_token"]' <<<"$tokens")

step "A refresh token gives another access token"
access=$(get "/refresh_token/?refresh=$refresh" | read_json 'it["access_token"]')

TOKEN=$access
step "He adds two small tables"
post /add_tables/ '{"types": "small_tables", "count": 2, "seats": 2, "cost": 1500}' >/dev/null
table=$(get /show_all/ | read_json 'it["SMALL_TABLES"][-1]["ID"]')
echo "the last of them is number $table"
TOKEN=

# found: whether a search finds the table.
found() {
    get '/show/?types=small_tables&seats=2&cost1=1&cost2=2000' | read_json "any(row['ID'] == $table for row in it)"
}

step "A guest looks for a table for two, by GET and by POST"
[ "$(found)" = True ] || fail "the new table is not found"
post /show/ '{"types": "small_tables", "seats": 2, "cost1": 1, "cost2": 2000}' >/dev/null

step "He orders it, and a letter says that it was received"
post /order/ "{\"types\": \"small_tables\", \"id\": $table, \"mail\": \"$GUEST\"}" >/dev/null
letter "$GUEST" 'Ожидайте подтверждения бронирования!' >/dev/null

step "The worker sees the order and confirms it"
TOKEN=$access
mail=$(get /show_all/ | read_json "[row for row in it['SMALL_TABLES'] if row['ID'] == $table][0]['ORDERS'][0]['mail']")
[ "$mail" = "$GUEST" ] || fail "the order is not among those that wait"
post /booking/ "{\"types\": \"small_tables\", \"id\": $table, \"booking\": true}" >/dev/null
TOKEN=
link=$(letter "$GUEST" 'Ваш заказ подтвержден!')

step "The table is taken: nobody finds it, nobody else gets it"
[ "$(found)" = False ] || fail "a taken table is found"
EXPECT=409 post /order/ "{\"types\": \"small_tables\", \"id\": $table, \"mail\": \"late-$GUEST\"}" >/dev/null

step "Opening the link in the letter only shows a page"
page=$(curl -sS "$link")
grep -q '<form method="post"' <<<"$page" || fail "the page has no button"
[ "$(found)" = False ] || fail "opening a link changed something"

step "Pressing the button there cancels"
page=$(curl -sS --data-urlencode "key=${link##*key=}" "$link")
grep -q 'Ваш заказ отменен!' <<<"$page" || fail "the order was not cancelled"
letter "$GUEST" 'Ваш заказ отменен!' >/dev/null
[ "$(found)" = True ] || fail "the table is not free again"

step "Somebody comes in from the street, and leaves"
TOKEN=$access
post /booking/ "{\"types\": \"small_tables\", \"id\": $table, \"booking\": true}" >/dev/null
EXPECT=409 post /booking/ "{\"types\": \"small_tables\", \"id\": $table, \"booking\": true}" >/dev/null
post /booking/ "{\"types\": \"small_tables\", \"id\": $table, \"booking\": false}" >/dev/null

step "Prices change, tables are closed and opened again"
post /change_price/ "{\"types\": \"small_tables\", \"id\": $table, \"cost\": 1750.5}" >/dev/null
post /change_table/ "{\"types\": \"small_tables\", \"id\": $table, \"seats\": 3, \"cost\": 1800}" >/dev/null
post /close/ "{\"types\": \"small_tables\", \"id\": $table}" >/dev/null
[ "$(found)" = False ] || fail "a closed table is found"
post /open/ "{\"types\": \"small_tables\", \"id\": $table}" >/dev/null
[ "$(found)" = True ] || fail "an opened table is not found"

step "Done"
