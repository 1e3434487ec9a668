// A chat over HashiCorp's memberlist: what is typed into it, everybody reads; it says who joins and who leaves. It knows
// nothing of meshbed.
//
//	chat NAME ADDRESS:PORT PEER-ADDRESS:PORT…
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"syscall"
	"time"

	"github.com/hashicorp/memberlist"
)

// room holds what has been said so far. Gossip spreads a new line; memberlist's exchange of state brings the others.
type room struct {
	gossip memberlist.TransmitLimitedQueue
	mutex  sync.Mutex
	said   []string
	known  map[string]bool
}

// hear takes a line that may be known already, and passes a new one on.
func (r *room) hear(line string) {
	r.mutex.Lock()
	isNew := !r.known[line]
	if isNew {
		r.known[line] = true
		r.said = append(r.said, line)
	}
	r.mutex.Unlock()
	if isNew {
		fmt.Println("Received:", line)
		r.gossip.QueueBroadcast(broadcast(line))
	}
}

func (r *room) NodeMeta(limit int) []byte          { return nil }
func (r *room) NotifyMsg(message []byte)           { r.hear(string(message)) }
func (r *room) NotifyJoin(node *memberlist.Node)   { fmt.Println("Joined", node.Name) }
func (r *room) NotifyLeave(node *memberlist.Node)  { fmt.Println("Left", node.Name) }
func (r *room) NotifyUpdate(node *memberlist.Node) {}

func (r *room) GetBroadcasts(overhead, limit int) [][]byte {
	return r.gossip.GetBroadcasts(overhead, limit)
}

func (r *room) LocalState(join bool) []byte {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	state, _ := json.Marshal(r.said)
	return state
}

func (r *room) MergeRemoteState(state []byte, join bool) {
	var said []string
	if err := json.Unmarshal(state, &said); err != nil {
		log.Print(err)
	}
	for _, line := range said {
		r.hear(line)
	}
}

type broadcast string

func (b broadcast) Invalidates(memberlist.Broadcast) bool { return false }
func (b broadcast) Message() []byte                       { return []byte(b) }
func (b broadcast) Finished()                             {}

// comeBack joins whoever is missing, again and again: memberlist itself forgets those that it holds to be dead.
func comeBack(list *memberlist.Memberlist, peers []string) {
	for ; ; time.Sleep(time.Second) {
		members := map[string]bool{}
		for _, node := range list.Members() {
			members[node.Address()] = true
		}
		for _, peer := range peers {
			if members[peer] {
				continue
			}
			if _, err := list.Join([]string{peer}); err != nil {
				log.Print(err)
			}
		}
	}
}

func main() {
	name, own, peers := os.Args[1], os.Args[2], os.Args[3:]
	host, port, err := net.SplitHostPort(own)
	if err != nil {
		log.Fatal(err)
	}
	r := &room{known: map[string]bool{}}
	r.gossip.NumNodes = func() int { return len(peers) + 1 }
	// Three members are told at a time, also those that no longer answer: four times, since packets get lost.
	r.gossip.RetransmitMult = 12

	config := memberlist.DefaultLANConfig()
	config.Name, config.BindAddr = name, host
	config.BindPort, _ = strconv.Atoi(port)
	config.AdvertisePort = config.BindPort
	config.TCPTimeout = 2 * time.Second
	// By default a suspicion that few can confirm lasts six times as long as one that many confirm.
	config.SuspicionMaxTimeoutMult = 2
	config.Delegate, config.Events = r, r
	list, err := memberlist.Create(config)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("Listening on", own)
	go comeBack(list, peers)

	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	go func() {
		<-stop
		list.Leave(2 * time.Second)
		os.Exit(0)
	}()
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		r.hear(lines.Text())
	}
	select {}
}
