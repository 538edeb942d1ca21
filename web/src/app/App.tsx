import { MantineProvider } from "@mantine/core";
import { QueryCache, QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { ApiError, isUnauthorized } from "../api/client";
import { sessionQuery } from "../api/queries";
import { LanguageProvider } from "../i18n/LanguageProvider";
import { ErrorBoundary } from "./ErrorBoundary";
import { FirstPassword } from "./FirstPassword";
import { hasLeft } from "./leaving";
import { SignIn } from "./SignIn";
import { theme } from "./theme";
import { Unreachable, Waiting } from "./waiting";

// The map library is large; people see the sign-in without waiting for it.
const Console = lazy(() => import("./Console"));

export function App() {
  const [queries] = useState(makeQueries);
  return (
    <MantineProvider theme={theme} forceColorScheme="light">
      <LanguageProvider>
        <ErrorBoundary>
          <QueryClientProvider client={queries}>
            <Gate />
          </QueryClientProvider>
        </ErrorBoundary>
      </LanguageProvider>
    </MantineProvider>
  );
}

function makeQueries(): QueryClient {
  const queries: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      // Any answer "not signed in" leads back to the sign-in, whichever question it was.
      onError: (error) => {
        if (isUnauthorized(error)) queries.setQueryData(sessionQuery.queryKey, null);
      },
    }),
    defaultOptions: { queries: { retry: worthRetrying, staleTime: 5000, refetchOnWindowFocus: false } },
  });
  return queries;
}

function worthRetrying(count: number, error: Error): boolean {
  const refused = error instanceof ApiError && error.status < 500;
  return !refused && count < 2;
}

function Gate() {
  const session = useQuery(sessionQuery);
  const wasIn = useRef(false);
  useEffect(() => {
    if (session.data) wasIn.current = true;
  }, [session.data]);
  if (session.isPending) return <Waiting />;
  if (session.data?.must_change) return <FirstPassword me={session.data} />;
  if (session.data) {
    return (
      <Suspense fallback={<Waiting />}>
        <Console me={session.data} />
      </Suspense>
    );
  }
  if (session.isError) return <Unreachable retry={() => void session.refetch()} />;
  // Whoever presses "sign out" knows why the sign-in is there; whoever was working must be told.
  return <SignIn expired={wasIn.current && !hasLeft()} />;
}
