# A security gateway of another brand fetches signatures for the engine inside it, over plain HTTP.
# covers: us-icts-2021-002/resale-integration-licensing fires
at 2024-11-04T03:00:00Z
device gateway 192.168.7.1 02:5a:17:07:00:01

gateway asks kav8.checkpoint.com of 9.9.9.9
9.9.9.9 answers 203.0.113.80
gateway opens http to 203.0.113.80 name kav8.checkpoint.com path /bases/index.xml
server sends 90KiB
passes 11s
expect alert opened device gateway service white-label evidence transferred severity warning server.port 80 name kav8.checkpoint.com
