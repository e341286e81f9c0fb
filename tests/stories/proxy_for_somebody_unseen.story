# Only what the proxy does outside is seen: it is told as the proxy's doing for others, and where the sensor should stand.
at 2024-10-02T08:00:00Z
config:
  networks:
    proxies: [10.20.30.8]
device proxy 10.20.30.8 02:5a:17:00:00:08

proxy opens tls to 198.51.100.7 name s07.upd.kaspersky.com
server sends hello
passes 11s
expect alert opened device proxy behind 10.20.30.8 message~ "the client is not visible from here"
