"use strict";

const defaultQuery = `# Tekan ▶ (atau Ctrl-Enter) untuk bertanya.
# Kueri ini membaca acara pertama dalam catatan
# dan kesiapan PSU Barito Utara: lampu, nilai
# (0–100), yang lewat tenggat, serta yang belum
# dapat dinilai dan sebabnya.
# Tanpa token Anda membaca sebagai PUBLIC;
# token diisikan di tab "Headers" di bawah:
#   { "Authorization": "Bearer …" }
#
# Press ▶ (or Ctrl-Enter) to ask.
# This query reads the first occasion on record
# and the readiness of the Barito Utara revote:
# light, score (0–100), what is overdue, and
# what cannot be assessed yet, and why.
# Without a token you read as PUBLIC; a token
# goes into the tab "Headers" below.

query Kesiapan {
  occasions(first: 1) {
    edges {
      node {
        id
        code
        name
        day
        dataset
      }
    }
  }
  readiness(occasion: "occasion:psu-barut-2025") {
    light
    score
    ceiling
    coverage
    daysLeft
    overdue {
      commitment {
        code
        title
      }
    }
    unassessable {
      commitment {
        code
        title
      }
      reasons {
        message
        missing
      }
    }
  }
}
`;

const subscriptionUrl = new URL("/graphql", window.location.href);
subscriptionUrl.protocol = subscriptionUrl.protocol.replace("http", "ws");

ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql", subscriptionUrl: subscriptionUrl.href }),
    defaultQuery,
    defaultEditorToolsVisibility: "headers",
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false, // a token is not kept in the browser
  }),
);
