"use strict";

const NARROW = matchMedia("(max-width: 48rem)").matches;

const defaultQuery = (occasion) => `# ▶ (Ctrl-Enter): tanya.
# Kesiapan satu kegiatan:
# lampu, nilai, dan sebabnya.
# Yang masuk di /masuk memakai
# perannya sendiri; yang lain
# PUBLIC. Token program diisikan
# di tab "Headers":
# { "Authorization": "Bearer …" }
#
# ▶ (Ctrl-Enter): ask.
# How ready an occasion is:
# light, score, and why.
# Who signed in at /masuk asks in
# their own roles; anybody else
# as PUBLIC. A program's token
# goes into "Headers".

query Kesiapan {
  readiness(
    occasion: "${occasion}"
  ) {
    light
    score
    ceiling
    daysLeft
    occasion { name day }
    reasons {
      message
      commitment { title }
    }
    overdue {
      commitment { title }
    }
    unassessable {
      commitment { title }
      reasons { message }
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
      defaultEditorToolsVisibility: NARROW ? false : "headers", // on a phone the answer needs the room
      isHeadersEditorEnabled: true,
      shouldPersistHeaders: false, // a token is not kept in the browser
    }),
  );
}

// An empty log has no occasion yet: then the query shows what an id looks like.
firstOccasion().then(start, () => start("occasion:psu-barut-2025"));
