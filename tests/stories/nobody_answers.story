# The firewall drops the SYN and its repetitions. Answers to this device are seen here (a page that it
# read before was answered), so that the silence is somebody's doing.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
desk opens tls to 192.0.2.80 name www.example.org
server sends 2KiB

desk asks s07.upd.kaspersky.com of resolver
resolver answers 198.51.100.7 ttl 300
desk opens tcp to 198.51.100.7:443 unanswered
passes 1s
desk repeats
passes 2s
desk repeats
passes 4s
desk repeats
passes 20s
expect alert opened device desk evidence contacted blocked silence
