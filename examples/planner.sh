#!/usr/bin/env bash
# The whole life of a consultation in `planner`, told with curl: a specialist publishes slots, a client reserves one, the
# specialist agrees or does not, the client cancels, an administrator shuts somebody out. Each letter is waited for.
#
#   bronya demo                                    in one terminal
#   examples/planner.sh                            in another
#
#   BASE_URL=http://127.0.0.1:8000 examples/planner.sh    where the dialect has a listener of its own
#   LETTERS=bronya.db.letters examples/planner.sh         where letters are laid into a folder, as `bronya serve` does
#   ADMIN=… ADMIN_PASSWORD=… examples/planner.sh          to see what administrators do, too
#
# It needs curl and python3, which reads JSON and letters.
set -euo pipefail

BASE_URL=${BASE_URL:-http://127.0.0.1:9000/dialects/planner}
LETTERS=${LETTERS:-}
ADMIN=${ADMIN:-admin@planner.example}
ADMIN_PASSWORD=${ADMIN_PASSWORD:-}
API=$BASE_URL/api/v1
RUN=$$-$RANDOM
SPECIALIST=specialist-$RUN@example.org
CLIENT=client-$RUN@example.org
PASSWORD=Winter-sun-7
TOKEN=

step() { printf '\n== %s\n' "$*"; }
fail() { printf 'FAILED: %s\n' "$*" >&2; exit 1; }

# call METHOD PATH [JSON]: prints the answer; fails unless the status is 200 (or the one in EXPECT).
call() {
    local answer status extra=()
    if [ -n "$TOKEN" ]; then extra+=(-H "Authorization: Bearer $TOKEN"); fi
    if [ $# -gt 2 ]; then extra+=(-H 'Content-Type: application/json' -d "$3"); fi
    answer=$(curl -sS -w '\n%{http_code}' -X "$1" "${extra[@]}" "$API$2") || fail "nobody answers at $BASE_URL"
    status=${answer##*$'\n'}
    answer=${answer%$'\n'*}
    printf '%s\n' "$answer" >&2
    [ "$status" = "${EXPECT:-200}" ] || fail "HTTP $status instead of ${EXPECT:-200}"
    printf '%s' "$answer"
}

# read_json EXPRESSION: what a Python expression finds in the JSON `it`.
read_json() { python3 -c 'import json, sys; it = json.load(sys.stdin); print(eval(sys.argv[1]))' "$1"; }

# logged_in ADDRESS PASSWORD: prints the access token.
logged_in() { call POST /auth/jwt/create/ "{\"email\": \"$1\", \"password\": \"$2\"}" | read_json 'it["access"]'; }

# letter ADDRESS WORDS: waits for the letter to that address with these words in its subject or text.
letter() {
    python3 - "$1" "$2" "${BASE_URL%%/dialects/*}" "$LETTERS" <<'PYTHON' || fail "no letter to $1 that says: $2"
import email, email.policy, glob, json, sys, time, urllib.request

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
        if address in to and words in subject + "\n" + " ".join(text.split()):
            print(f"letter to {address}: {subject}")
            sys.exit()
    time.sleep(0.1)
sys.exit(1)
PYTHON
}

# status SLOT: where a slot stands, as whoever calls sees it.
status() { call GET "/slots/$1/" | read_json 'it["status"]'; }

step "A specialist and a client register"
EXPECT=201 call POST /register/ "{\"first_name\": \"Иван\", \"last_name\": \"Сидоров\", \"middle_name\": \"Ильич\", \"email\": \"$SPECIALIST\", \"role\": 2, \"password\": \"$PASSWORD\"}" >/dev/null
EXPECT=201 call POST /register/ "{\"first_name\": \"Анна\", \"last_name\": \"Петрова\", \"middle_name\": null, \"email\": \"$CLIENT\", \"role\": 3, \"password\": \"$PASSWORD\"}" >/dev/null
EXPECT=400 call POST /register/ "{\"email\": \"weak-$CLIENT\", \"role\": 3, \"password\": \"abc\"}" >/dev/null

step "They log in; tokens are verified and renewed"
specialist=$(logged_in "$SPECIALIST" "$PASSWORD")
tokens=$(call POST /auth/jwt/create/ "{\"email\": \"$CLIENT\", \"password\": \"$PASSWORD\"}")
refresh=$(read_json 'it["refresh"]' <<<"$tokens")
client=$(call POST /auth/jwt/refresh/ "{\"refresh\": \"$refresh\"}" | read_json 'it["access"]')
call POST /auth/jwt/verify/ "{\"token\": \"$client\"}" >/dev/null

step "The specialist publishes a slot, and changes its price"
TOKEN=$specialist
slot=$(EXPECT=201 call POST /slots/ '{"start_time": "2030-01-01T10:00:00Z", "end_time": "2030-01-01T11:00:00Z", "context": "Знакомство", "cost": "93.00"}' | read_json 'it["data"]["id"]')
call PATCH "/slots/$slot/" '{"cost": "90.00"}' >/dev/null
EXPECT=400 call POST /slots/ '{"start_time": "2030-01-01T10:00:00Z", "end_time": "2030-01-01T11:00:00Z"}' >/dev/null

step "The client finds it and reserves it; the specialist gets a letter"
TOKEN=$client
[ "$(call GET /slots/ | read_json "any(one['id'] == $slot for one in it)")" = True ] || fail "the slot is not in the list"
EXPECT=201 call PATCH "/slots/$slot/reserve/" >/dev/null
letter "$SPECIALIST" 'Клиент Петрова Анна отправил на согласование консультацию'
[ "$(status "$slot")" = agreement ] || fail "the slot does not wait for the specialist"

step "Nobody else gets it"
EXPECT=400 call PATCH "/slots/$slot/reserve/" >/dev/null

step "The specialist does not agree; the slot is free again"
TOKEN=$specialist
call PATCH "/slots/$slot/cancel_specialist/" >/dev/null
letter "$CLIENT" 'Специалист Сидоров Иван Ильич не согласовал консультацию'
[ "$(status "$slot")" = free ] || fail "the slot is not free"

step "The client asks again, and cancels with a reason and a comment"
TOKEN=$client
EXPECT=201 call PATCH "/slots/$slot/reserve/" >/dev/null
call PATCH "/slots/$slot/cancel_client/" '{"reason": "got sick", "text": "Грипп"}' >/dev/null
letter "$SPECIALIST" 'got sick: Грипп'

step "He asks a third time, and the specialist agrees"
EXPECT=201 call PATCH "/slots/$slot/reserve/" >/dev/null
TOKEN=$specialist
EXPECT=201 call PATCH "/slots/$slot/agree/" >/dev/null
letter "$CLIENT" 'Специалист Сидоров Иван Ильич согласовал консультацию'
[ "$(status "$slot")" = reserved ] || fail "the slot is not reserved"

step "What is agreed the client no longer cancels"
TOKEN=$client
EXPECT=403 call PATCH "/slots/$slot/cancel_client/" >/dev/null

step "The specialist takes the slot back, and the client is told"
TOKEN=$specialist
EXPECT=204 call DELETE "/slots/$slot/" >/dev/null
letter "$CLIENT" 'Специалист Сидоров Иван Ильич отменил консультацию'

if [ -n "$ADMIN_PASSWORD" ]; then
    step "An administrator sees the users, shuts the client out and lets him in again"
    TOKEN=
    admin=$(logged_in "$ADMIN" "$ADMIN_PASSWORD")
    TOKEN=$admin
    user=$(call GET /users/ 2>/dev/null | read_json "[one['id'] for one in it if one['email'] == '$CLIENT'][0]")
    call PATCH "/users/$user/block_user/" >/dev/null
    TOKEN=$client EXPECT=403 call GET /slots/ >/dev/null
    TOKEN=$admin
    call PATCH "/users/$user/unblock_user/" >/dev/null
    call PATCH "/users/$user/" '{"first_name": "Аня"}' >/dev/null
fi

step "Done"
