import { Button, Center, Stack, Text } from "@mantine/core";
import { Component, type ReactNode } from "react";
import { useLanguage } from "../i18n/LanguageProvider";

/** Catches what no screen foresaw, so that a fault never leaves an empty page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Crash /> : this.props.children;
  }
}

function Crash() {
  const { t } = useLanguage();
  return (
    <Center component="main" h="100dvh" p="md">
      <Stack align="center">
        <Text role="alert">{t.error.crash}</Text>
        <Button onClick={() => window.location.reload()}>{t.error.reload}</Button>
      </Stack>
    </Center>
  );
}
