# The sensor is killed while something is fetched through a proxy. The rest of the tunnel is the same contact's.
at 2024-10-02T08:00:00Z
config:
  networks: {proxies: [10.20.30.5]}
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01
device proxy 10.20.30.5 02:5a:17:00:00:05
desk opens proxy to 10.20.30.5:3128 name s07.upd.kaspersky.com
server sends 1KiB
passes 20s
expect alert opened device desk count 1
killed
server sends 40KiB
passes 20s
expect alert escalated device desk evidence transferred count 1
