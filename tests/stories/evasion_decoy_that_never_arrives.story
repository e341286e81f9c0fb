# Another hello over the same octets of the stream, which a TTL or a wrong checksum keeps from the server: before the real
# one, and behind it. A tap cannot know which of the two arrives, so both are told; the vendor's name among them is.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device lamp 10.20.30.41 02:5a:17:00:00:18
device shelf 10.20.30.42 02:5a:17:00:00:19
device rack 10.20.30.43 02:5a:17:00:00:1a
device desktop 10.20.30.44 02:5a:17:00:00:1b

desk opens tcp to 198.51.100.7:443
desk decoys www.example.org
desk names s07.upd.kaspersky.com
server sends 40KiB
passes 11s
expect alert opened device desk service update name s07.upd.kaspersky.com evidence transferred
lamp opens tls to 198.51.100.8 name s07.upd.kaspersky.com
lamp decoys www.example.org
server sends 40KiB
passes 11s
expect alert opened device lamp service update name s07.upd.kaspersky.com evidence transferred
shelf opens tcp to 198.51.100.9:443
shelf decoys noise
shelf names s07.upd.kaspersky.com
server sends 40KiB
passes 11s
expect alert opened device shelf service update name s07.upd.kaspersky.com evidence transferred
# The real one in several segments, as hellos with post-quantum keys are: behind a decoy in one, and behind one in as many.
rack opens tls to 198.51.100.10 name www.example.org
rack decoys s07.upd.kaspersky.com in 3
server sends 40KiB
passes 11s
expect alert opened device rack service update name s07.upd.kaspersky.com evidence transferred
desktop opens tcp to 198.51.100.11:443
desktop decoys www.example.org in 3
desktop decoys s07.upd.kaspersky.com in 3
server sends 40KiB
passes 11s
expect alert opened device desktop service update name s07.upd.kaspersky.com evidence transferred
