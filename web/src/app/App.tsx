import { Button, Center, Loader, MantineProvider, Stack, Text } from "@mantine/core";
import { QueryCache, QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import { ApiError, isUnauthorized } from "../api/client";
import { sessionQuery } from "../api/queries";
import { LanguageProvider, useLanguage } from "../i18n/LanguageProvider";
import { ErrorBoundary } from "./ErrorBoundary";
import { hasLeft } from "./leaving";
import { SignIn } from "./SignIn";
import { theme } from "./theme";

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

export function Waiting({ children }: { children?: ReactNode }) {
  const { t } = useLanguage();
  return (
    <Center component="main" h="100dvh" role="status" aria-label={t.list.loading}>
      {children ?? <Loader color="laut.8" />}
    </Center>
  );
}

export function Unreachable({ retry }: { retry: () => void }) {
  const { t } = useLanguage();
  return (
    <Center component="main" h="100dvh" p="md">
      <Stack align="center">
        <Text ta="center" role="alert">
          {t.signIn.unreachable}
        </Text>
        <Button onClick={retry}>{t.error.retry}</Button>
      </Stack>
    </Center>
  );
}
