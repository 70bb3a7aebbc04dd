"""Settings of the migration, read from ``MIGRATOR_*``; the app's own stay where they were."""

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """``legacy`` is what ``flask --app`` takes, or a URL; empty once every route has moved."""

    model_config = SettingsConfigDict(env_prefix="MIGRATOR_")

    legacy: str | None = None
    cutover: Path = Path("cutover.json")
    motor_max_workers: int = 100


settings = Settings()
