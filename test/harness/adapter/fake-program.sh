# A program that knows nothing of meshbed, for tests of adapters: sh fake-program.sh ADDRESS FOLDER PEER…
# It does what the lines of its input say, and takes other lines for messages that it has received.
address=$1 folder=$2
shift 2
trap 'echo "told to end"; exit 0' TERM
[ -e "$folder/log" ] && echo "finds a log"
echo "begins with $# peers: $*"
[ -e "$folder/settings" ] && while read -r line; do echo "setting $line"; done < "$folder/settings"
[ -n "$GREETING" ] && echo "greeting $GREETING"
echo "listening on $address"
while true; do
  read -r name first rest || { [ $? -gt 128 ] && continue; exit 0; }
  case $first in
    joined) echo "joined: $rest" ;;
    lost) echo "lost: $rest (silence)" >&2 ;;
    json) printf '{"event":"received","msg":{"id":"%s","text":"%s"}}\n' "$name" "$rest" ;;
    colour) printf '\033[32mReceived: \033[1m%s\033[0m %s %s\n' "$name" "$first" "$rest" ;;
    latin) printf 'Received: %s \351\n' "$name" ;;
    long) long=x; while [ ${#long} -lt 300000 ]; do long=$long$long; done; echo "$long" ;;
    huge) huge=x; while [ ${#huge} -lt 10000000 ]; do huge=$huge$huge; done; printf %s "$huge" ;;
    half) printf 'Received: %s %s' "$name" "$first"; exit 0 ;;
    file) echo "Received: $name $first $rest" >> "$folder/log" ;;
    rotated) mv "$folder/log" "$folder/log.1"; echo "Received: $name $first $rest" > "$folder/log" ;;
    emptied) cp "$folder/log" "$folder/log.1"; echo "Received: $name $first $rest" > "$folder/log" ;;
    fork) sh -c 'while true; do sleep 0.1; done' & ;;
    crash) echo "cannot go on" >&2; exit 3 ;;
    nothing) ;;
    *) echo "Received: $name $first${rest:+ $rest}" ;;
  esac
done
