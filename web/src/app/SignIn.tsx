import { Alert, Button, Group, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { ApiError, body, client } from "../api/client";
import { sessionQuery } from "../api/queries";
import { useLanguage } from "../i18n/LanguageProvider";
import type { Texts } from "../i18n/texts";
import { LanguageSwitch } from "./LanguageSwitch";
import { Logo } from "./Logo";
import { noteLeaving } from "./leaving";

export function SignIn({ expired }: { expired: boolean }) {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useMutation({
    mutationFn: () => body(client.POST("/api/v1/session", { body: { username, password } })),
    onSuccess: (me) => {
      noteLeaving(false);
      queries.setQueryData(sessionQuery.queryKey, me);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <main className="sign-in">
      <Paper className="sign-in-card" withBorder shadow="sm" p="xl">
        <form onSubmit={submit}>
          <Stack gap="md">
            <Group gap="sm" wrap="nowrap">
              <Logo size={40} />
              <div>
                <Title order={1} size="h3">
                  {t.title}
                </Title>
                <Text size="sm" c="gray.7">
                  {t.subtitle}
                </Text>
              </div>
            </Group>
            <TextInput
              label={t.signIn.username}
              name="username"
              autoComplete="username"
              autoCapitalize="none"
              value={username}
              onChange={(event) => setUsername(event.currentTarget.value)}
              required
              withAsterisk={false}
              data-autofocus
            />
            <PasswordInput
              label={t.signIn.password}
              name="password"
              autoComplete="current-password"
              visibilityToggleButtonProps={{ "aria-label": t.signIn.showPassword }}
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              required
              withAsterisk={false}
            />
            {expired && !signIn.isError && (
              <Alert color="laut" variant="light" role="status" p="xs">
                {t.signIn.expired}
              </Alert>
            )}
            {signIn.isError && (
              <Alert color="red.9" variant="light" role="alert" p="xs">
                {reason(signIn.error, t)}
              </Alert>
            )}
            <Button type="submit" loading={signIn.isPending}>
              {t.signIn.submit}
            </Button>
            <Group justify="center">
              <LanguageSwitch />
            </Group>
          </Stack>
        </form>
      </Paper>
    </main>
  );
}

function reason(error: Error, t: Texts): string {
  if (!(error instanceof ApiError) || error.status >= 500) return t.signIn.unreachable;
  if (error.status === 429) return t.signIn.tooMany;
  return t.signIn.wrong;
}
