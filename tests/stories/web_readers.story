# People read everything that the vendor publishes, over TLS and QUIC, with what the pages load; nobody is told.
# covers: us-icts-2021-002/updates silent
# covers: us-icts-2021-002/ksn silent
# covers: us-icts-2021-002/resale-integration-licensing silent
# covers: us-icts-2021-002/operation silent
at 2025-06-10T09:00:00-04:00
device reader 10.20.30.41 02:5a:17:00:00:41
device resolver 10.20.30.1 02:5a:17:00:00:01

each name of kaspersky information threat-intelligence training
  reader asks $NAME of resolver type HTTPS
  resolver answers nodata
  reader asks $NAME of resolver
  resolver answers 198.51.100.99 ttl 60
  reader opens tls to 198.51.100.99 name $NAME hybrid
  server sends 40KiB
  reader opens quic to 198.51.100.99 name $NAME
  server sends 40KiB
passes 1h
expect no alert
expect device reader service information state exempt
expect device reader service threat-intelligence state exempt
expect device reader service training state exempt
expect no device reader state calling
