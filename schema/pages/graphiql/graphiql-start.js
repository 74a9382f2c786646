"use strict";

const defaultQuery = (occasion) => `# Tekan ▶ (atau Ctrl-Enter) untuk bertanya.
# Kueri ini membaca kegiatan pertama dalam catatan
# dan kesiapannya: lampu, nilai (0–100), yang lewat
# tenggat, serta yang belum dapat dinilai dan sebabnya.
# Tanpa token Anda membaca sebagai PUBLIC;
# token diisikan di tab "Headers" di bawah:
#   { "Authorization": "Bearer …" }
#
# Press ▶ (or Ctrl-Enter) to ask.
# This query reads the first occasion on record
# and its readiness: light, score (0–100), what is
# overdue, and what cannot be assessed yet, and why.
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
  readiness(occasion: "${occasion}") {
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

async function firstOccasion() {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ query: "{ occasions(first: 1) { edges { node { id } } } }" }),
  });
  const answer = await response.json();
  return answer.data.occasions.edges[0].node.id;
}

function start(occasion) {
  ReactDOM.createRoot(document.getElementById("graphiql")).render(
    React.createElement(GraphiQL, {
      fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
      defaultQuery: defaultQuery(occasion),
      defaultEditorToolsVisibility: "headers",
      isHeadersEditorEnabled: true,
      shouldPersistHeaders: false, // a token is not kept in the browser
    }),
  );
}

// An empty log has no occasion yet: then the query shows what an id looks like.
firstOccasion().then(start, () => start("occasion:psu-barut-2025"));
