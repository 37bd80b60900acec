/** The settings, as plugin.toml describes them. */
export interface SlackSettings {
  readonly webhookURL: string;
  readonly clusterName?: string;
  readonly channel?: string;
  readonly username?: string;
  readonly iconEmoji?: string;
}
